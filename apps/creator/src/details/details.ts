import { defaultGbu2Fields } from '@demiurge/art'
import { type Infer, list, struct, text } from '@demiurge/codec'

/** One trait as it is written in the form. */
export const Trait = struct({ trait: text(1_024), value: text(4_096) })
export type Trait = Infer<typeof Trait>

/** What a creator chooses of GBU2's fields; the others keep the values of the template. */
export const LicenceFields = struct({ commercial: text(16), derivatives: text(16), aiTraining: text(16) })
export type LicenceFields = Infer<typeof LicenceFields>

/**
 * What a creator says about a work, as it stands in the form: texts, right or wrong. Lengths here only bound what is kept on the
 * device; what is allowed is told by `findProblems`. `collection` is `own`, `new`, or an identifier; `royalty` is written in percent.
 */
export const Details = struct({
  name: text(4_096),
  description: text(32_768),
  attributes: list(Trait, 256),
  collection: text(80),
  newCollection: struct({ name: text(4_096), description: text(16_384) }),
  royalty: text(32),
  licence: text(256),
  licenceFields: LicenceFields,
})
export type Details = Infer<typeof Details>

/** The form before anybody wrote in it. */
export const emptyDetails: Details = {
  name: '',
  description: '',
  attributes: [],
  collection: 'own',
  newCollection: { name: '', description: '' },
  royalty: '5',
  licence: '',
  licenceFields: {
    commercial: defaultGbu2Fields.commercial,
    derivatives: defaultGbu2Fields.derivatives,
    aiTraining: defaultGbu2Fields.aiTraining,
  },
}
