import { decode, encode, fromHex, hash, type Infer, list, struct, text, u64 } from '@demiurge/codec'
import { MAX_METADATA_BYTES } from '../metadata/create.ts'
import { attempt, type Check } from './check.ts'
import { checkStatement, type StatementCheckName, type StatementContext } from './check-statement.ts'
import { type Checkpoint, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { LogEntry, logEntryBytes } from './log-entry.ts'
import { leafHash } from './merkle.ts'
import { type NoteKey, parseNote } from './note.ts'
import { type ProvenanceStatement, SignedStatement, statementHash } from './statement.ts'
import { verifyInclusion } from './verify.ts'

/** An entry of the log with everything that shows it to be there. */
export const LogEvidence = struct({
  entry: LogEntry,
  /** Index of the entry, and the size of the tree that the proof is for. */
  index: u64,
  size: u64,
  /** Inclusion proof (RFC 9162 2.1.3.1), nearest sibling first. */
  proof: list(hash, 64),
  /** The signed checkpoint of that size, a C2SP note. */
  checkpoint: text(131_072),
})
export type LogEvidence = Infer<typeof LogEvidence>

/** What lets anyone check a work without a network: its metadata, its creator's signed statement, and its place in the log. */
export const ProvenanceEvidence = struct({
  /** Canonical JSON (RFC 8785). */
  metadata: text(MAX_METADATA_BYTES),
  statement: SignedStatement,
  log: LogEvidence,
})
export type ProvenanceEvidence = Infer<typeof ProvenanceEvidence>

/** The checks of evidence: those of the statement, then those of the log. */
export type EvidenceCheckName = StatementCheckName | 'evidence' | 'entry' | 'inclusion' | 'checkpoint'

/** What evidence is checked against: the file, and the keys by which the log's checkpoints are known. */
export type EvidenceContext = Omit<StatementContext, 'metadataBytes'> & {
  readonly logKeys: readonly NoteKey[]
  /** The name of the log that is expected; without it any log of these keys will do. */
  readonly origin?: string
}

/**
 * Checks evidence (as a value or as its canonical bytes) against a file and says of each check whether it holds and why. Never throws.
 * The work is authentic when every check holds.
 */
export function checkEvidence(
  evidence: ProvenanceEvidence | Uint8Array,
  context: EvidenceContext,
): readonly Check<EvidenceCheckName>[] {
  let read: ProvenanceEvidence | undefined
  const readable = attempt('evidence', () => {
    read = decode(
      ProvenanceEvidence,
      evidence instanceof Uint8Array ? evidence : encode(ProvenanceEvidence, evidence),
    )
    return { ok: true, detail: 'The evidence can be read.' }
  })
  if (read === undefined) return [readable]
  const { metadata, statement, log } = read
  const metadataBytes = new TextEncoder().encode(metadata)
  return [
    readable,
    ...checkStatement(statement, { ...context, metadataBytes }),
    attempt('entry', () => checkEntry(log.entry, statement.statement)),
    attempt('inclusion', () => checkInclusion(log)),
    attempt('checkpoint', () => checkSignedCheckpoint(log, context)),
  ]
}

const MAKING = { minted: 'minting', revealed: 'revealing' } as const

type Outcome = { readonly ok: boolean; readonly detail: string }

function checkEntry(entry: LogEntry, statement: ProvenanceStatement): Outcome {
  if (entry.kind === 'created') {
    const found = statementHash(statement)
    return entry.value.statement === found
      ? { ok: true, detail: `The log entry records this statement for item ${entry.value.item}.` }
      : {
          ok: false,
          detail: `The log entry records statement ${entry.value.statement}, this one is ${found}.`,
        }
  }
  if (entry.kind !== 'minted' && entry.kind !== 'revealed')
    return { ok: false, detail: `The log entry (${entry.kind}) does not speak of the making of the work.` }
  const { contentHash, metadataHash, item } = entry.value
  return contentHash === statement.asset.sha256 && metadataHash === statement.metadata.sha256
    ? { ok: true, detail: `The log entry records the ${MAKING[entry.kind]} of this work as item ${item}.` }
    : {
        ok: false,
        detail: `The log entry records the ${MAKING[entry.kind]} of another work, as item ${item}.`,
      }
}

function checkInclusion(log: LogEvidence): Outcome {
  const { size, root }: Checkpoint = parseCheckpoint(parseNote(log.checkpoint).text)
  if (BigInt(size) !== log.size)
    return { ok: false, detail: `The proof is for a log of ${log.size} entries, the checkpoint for ${size}.` }
  const included = verifyInclusion({
    index: Number(log.index),
    size,
    leafHash: leafHash(logEntryBytes(log.entry)),
    proof: log.proof.map(fromHex),
    root,
  })
  return included
    ? { ok: true, detail: `The entry is number ${log.index} of the ${size} in the log.` }
    : { ok: false, detail: `The path does not lead from entry ${log.index} to the root of the log.` }
}

function checkSignedCheckpoint(log: LogEvidence, { logKeys, suites, origin }: EvidenceContext): Outcome {
  const { checkpoint, signatures } = verifyCheckpoint(
    log.checkpoint,
    logKeys,
    origin === undefined ? { suites } : { suites, origin },
  )
  const names = signatures.map(({ name, algorithm }) => `${name} (${algorithm})`)
  return {
    ok: true,
    detail: `The log ${checkpoint.origin} is signed at ${checkpoint.size} entries by ${names.join(', ')}.`,
  }
}
