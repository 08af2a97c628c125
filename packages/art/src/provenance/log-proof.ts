import type { Suites } from '@demiurge/crypto'
import { fromBase64, toBase64 } from './base64.ts'
import { type VerifiedCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { ProvenanceError } from './error.ts'
import { areHashes, HASH_BYTES, leafHash } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { verifyInclusion } from './verify.ts'

/** Everything that shows an entry to be in a log, as one text (C2SP tlog-proof). */
export type LogProof = {
  /** Index of the entry. */
  readonly index: number
  /** Inclusion proof in the checkpoint's tree, nearest sibling first. */
  readonly proof: readonly Uint8Array[]
  /** The signed checkpoint, a note. */
  readonly checkpoint: string
  /** Bytes of the application's own; nothing here signs them. */
  readonly extra?: Uint8Array
}

const VERSION = 'c2sp.org/tlog-proof@v1'
const MAX_PROOF = 1_100_000
/** A tree of fewer than 2^63 entries has no longer path. */
const MAX_PATH = 63

/** Writes a proof: version, `extra`, `index`, one hash a line in base64, an empty line, the signed checkpoint. Throws `proof.Malformed`. */
export function formatLogProof({ index, proof, checkpoint, extra }: LogProof): string {
  if (!Number.isSafeInteger(index) || index < 0) throw malformed(`the index ${index} is not a whole number`)
  if (proof.length > MAX_PATH || !areHashes(proof))
    throw malformed(`the path is not at most ${MAX_PATH} hashes of ${HASH_BYTES} bytes`)
  const head = [
    VERSION,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(toBase64),
  ]
  return `${head.join('\n')}\n\n${checkpoint}`
}

/** Reads a proof; nothing is checked but its form. Throws `proof.Malformed` with the rule that is broken. */
export function parseLogProof(text: string): LogProof {
  if (text.length > MAX_PROOF) throw malformed(`it has ${text.length} characters, the limit is ${MAX_PROOF}`)
  const split = text.indexOf('\n\n')
  if (split < 0) throw malformed('there is no empty line before the checkpoint')
  const [version, ...lines] = text.slice(0, split).split('\n')
  if (version !== VERSION) throw malformed(`the first line is not ${VERSION}`)
  const extra = readExtra(lines[0])
  const [indexLine = '', ...hashes] = extra === undefined ? lines : lines.slice(1)
  const [, decimal] = /^index (0|[1-9]\d{0,15})$/.exec(indexLine) ?? []
  const index = Number(decimal)
  if (!Number.isSafeInteger(index)) throw malformed('the index is not a decimal number without leading zeros')
  const proof = hashes.slice(0, MAX_PATH + 1).map((line) => {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) throw malformed('a line of the path is not 32 bytes in base64')
    return hash
  })
  if (proof.length > MAX_PATH) throw malformed(`the path has more than ${MAX_PATH} hashes`)
  const checkpoint = text.slice(split + 2)
  return extra === undefined ? { index, proof, checkpoint } : { index, proof, checkpoint, extra }
}

/**
 * Checks that the entry is in the log the proof speaks of, and returns the checkpoint that says so. Throws `proof.Malformed`,
 * what `verifyCheckpoint` throws, and `proof.NotIncluded` when the path does not lead from the entry to the signed root.
 */
export function verifyLogProof(
  text: string,
  entry: Uint8Array,
  {
    keys,
    suites,
    origin,
  }: { readonly keys: readonly NoteKey[]; readonly suites: Suites; readonly origin?: string },
): VerifiedCheckpoint {
  const { index, proof, checkpoint: note } = parseLogProof(text)
  const verified = verifyCheckpoint(note, keys, origin === undefined ? { suites } : { suites, origin })
  const { size, root } = verified.checkpoint
  if (!verifyInclusion({ index, size, leafHash: leafHash(entry), proof, root }))
    throw new ProvenanceError(
      'proof.NotIncluded',
      `the path does not lead from this entry at index ${index} to the signed root of ${size} entries`,
    )
  return verified
}

function readExtra(line: string | undefined): Uint8Array | undefined {
  if (line === undefined || !line.startsWith('extra ')) return undefined
  const extra = fromBase64(line.slice('extra '.length))
  if (extra === undefined) throw malformed('the extra line is not base64')
  return extra
}

function malformed(reason: string): ProvenanceError {
  return new ProvenanceError('proof.Malformed', `this is not a log proof: ${reason}`)
}
