/** @module The licence of a collection: as its definition says it, and as the pieces and the collection's document then claim it. */
import { sha256 } from '@noble/hashes/sha2.js'
import { formatCid, rawCid } from '../collection/cid.ts'
import { CollectionError } from '../collection/error.ts'
import { type Static, Type } from '../metadata/schema.ts'
import { findLicence, findOwnLicence, GBU2_ID } from './catalogue.ts'
import { claimLicence, type LicenceClaim } from './claim.ts'
import { LicenceError } from './error.ts'
import { Gbu2Fields, gbu2Text } from './gbu2.ts'

/** The longest text of a licence of one's own, in characters: four bytes each, it is one block of IPFS. */
export const MAX_LICENCE_TEXT = 65_536

const members = Type.Object(
  {
    id: Type.String({
      description: 'an identifier such as CC-BY-4.0, gbu2 or LicenseRef-Moon-Cats, at most 64 characters',
      minLength: 1,
      maxLength: 64,
    }),
    fields: Type.Optional(Gbu2Fields),
    text: Type.Optional(
      Type.String({
        description: 'the text of a licence of your own, at most 65,536 characters',
        minLength: 1,
        maxLength: MAX_LICENCE_TEXT,
      }),
    ),
    file: Type.Optional(
      Type.String({
        description: 'the path of a text file beside the layers, such as "licence.txt"',
        minLength: 1,
        maxLength: 512,
      }),
    ),
    url: Type.Optional(
      Type.String({ format: 'uri', description: 'where the text can be read, such as https://… or ar://…' }),
    ),
  },
  { additionalProperties: false },
)

/** A licence with what belongs to it. */
export type DefinedLicence = Static<typeof members>

/** `licence` of a definition: an identifier alone, or with the fields of GBU2, or with a text of one's own (`text`, or `file` of a folder). */
export const CollectionLicence = Type.Unsafe<string | DefinedLicence>({
  ...members,
  type: ['string', 'object'],
  minLength: 1,
  maxLength: 64,
  description:
    'an SPDX identifier or a URI, at most 64 characters, or an object such as { "id": "gbu2", "fields": { "commercial": "allowed" } }',
})
export type CollectionLicence = Static<typeof CollectionLicence>

/** What a collection states: the claim of its document and of every piece, and the text where it is not the same for all. */
export interface StatedLicence {
  readonly claim: LicenceClaim
  /** The whole of `LICENSE.txt`; the claim has its hash. */
  readonly text?: string
}

/** The parts of a licence, also of one that is an identifier alone. */
export function licenceParts(licence: CollectionLicence): DefinedLicence {
  return typeof licence === 'string' ? { id: licence } : licence
}

/**
 * What a definition's licence states. GBU2 gets its text from its fields; a text lies at `ipfs://…` by its hash where no address is given, as pieces do. An
 * identifier alone that is not in the catalogue is taken as it is. Throws CollectionError
 * `collection.definition` with the field at fault (`$.licence.text`).
 */
export function stateLicence(licence: CollectionLicence): StatedLicence {
  const parts = licenceParts(licence)
  const { id, fields, text, url, file } = parts
  if (file !== undefined) throw fault('file', 'files are read beside layers only; write the text here (text)')
  const known = findLicence(id)
  // Written alone an identifier may be of another list; with room for a text beside it, it is the creator's own.
  const isNamed = known !== undefined || (typeof licence === 'object' && findOwnLicence(id) !== undefined)
  if (!isNamed && (text ?? url ?? fields) === undefined) return { claim: { licence: id } }
  if (!isNamed)
    throw fault('id', `"${id}" is neither in the catalogue nor of the form LicenseRef-…, so it takes no text`)
  try {
    return known?.id === GBU2_ID && (text ?? url) === undefined ? stateGbu2(fields ?? {}) : stateChosen(parts)
  } catch (cause) {
    if (cause instanceof LicenceError) throw fault(fieldOf(cause, parts), cause.message, cause)
    throw cause
  }
}

function stateChosen({ id, fields, text, url }: DefinedLicence): StatedLicence {
  if (text === undefined && findOwnLicence(id) !== undefined)
    throw new LicenceError('licence.TextMissing', `${id} needs its text`)
  const where = url ?? (text === undefined ? undefined : addressOf(text))
  const claim = claimLicence({
    licence: id,
    ...(fields === undefined ? {} : { fields }),
    ...(text === undefined ? {} : { text }),
    ...(where === undefined ? {} : { url: where }),
  })
  return { claim, ...(text === undefined ? {} : { text }) }
}

function stateGbu2(fields: Gbu2Fields): StatedLicence {
  const { licence, licenceText } = claimLicence({ licence: GBU2_ID, fields })
  const text = gbu2Text(fields)
  if (licenceText === undefined) return { claim: { licence } }
  return { claim: { licence, licenceText: { ...licenceText, url: addressOf(text) } }, text }
}

/** The address of a text as IPFS gives it: at most MAX_LICENCE_TEXT characters are one raw block. */
function addressOf(text: string): string {
  return `ipfs://${formatCid(rawCid(sha256(new TextEncoder().encode(text))))}`
}

function fieldOf({ code }: LicenceError, { fields }: DefinedLicence): keyof DefinedLicence {
  return code === 'licence.BadFields' && fields !== undefined ? 'fields' : 'text'
}

function fault(member: keyof DefinedLicence, message: string, cause?: unknown): CollectionError {
  const field = `$.licence.${member}`
  return new CollectionError('collection.definition', `${field}: ${message}`, {
    field,
    ...(cause === undefined ? {} : { cause }),
  })
}
