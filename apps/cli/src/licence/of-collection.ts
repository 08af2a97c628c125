import { claimInDocument, parseCanonicalJson } from '@demiurge/art'
import type { CheckedFiles } from '@demiurge/art/native/collection'

/** What the document of a finished collection says of its licence, and the text: what is minted is what its files say. */
export function licenceOfFiles({ document, licenceText }: CheckedFiles): {
  readonly licence?: string
  readonly licenceText?: Uint8Array
} {
  const { licence } = claimInDocument(parseCanonicalJson(document))
  return {
    ...(licence === undefined ? {} : { licence }),
    ...(licenceText === undefined ? {} : { licenceText }),
  }
}
