import { type Infer, list, struct, text } from '@demiurge/codec'

/** One trait as it is written in the form. */
export const Trait = struct({ trait: text(1_024), value: text(4_096) })
export type Trait = Infer<typeof Trait>

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
}

/** Licences that can be picked; any SPDX identifier fits the field. */
export const licences = [
  { value: 'none', label: 'All rights reserved' },
  { value: 'CC-BY-4.0', label: 'CC BY 4.0: share, with your name' },
  { value: 'CC-BY-NC-4.0', label: 'CC BY-NC 4.0: share, not for money' },
  { value: 'CC0-1.0', label: 'CC0: free for everyone' },
] as const
