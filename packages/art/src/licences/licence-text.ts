import { type Static, Type } from '../metadata/schema.ts'
import { Gbu2Fields } from './gbu2.ts'

/** What fixes a licence that is not the same for all: the hash of its text, where the text is, and the fields of a template. */
export const LicenceText = Type.Object(
  {
    textSha256: Type.String({
      pattern: '^0x[0-9a-f]{64}$',
      description: 'the SHA-256 of the licence text, 0x and 64 hex digits',
    }),
    url: Type.Optional(
      Type.String({ format: 'uri', description: 'where the text is, such as https://… or ipfs://…' }),
    ),
    fields: Type.Optional(Gbu2Fields),
  },
  { additionalProperties: false, description: 'an object with textSha256, url and fields' },
)
export type LicenceText = Static<typeof LicenceText>
