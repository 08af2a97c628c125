import {
  type Check as ArtCheck,
  checkEvidence,
  checkMetadata,
  type EvidenceCheckName,
  type NoteKey,
  type ProvenanceEvidence,
  parseCanonicalJson,
  parseNoteKey,
  SignedStatement,
} from '@demiurge/art'
import { encode, formatAddress, toHex } from '@demiurge/codec'
import type { MerkleHasher, Suites } from '@demiurge/crypto'
import type { Collection, Item } from '@demiurge/modules'
import type { TrustedChain } from '../proof/trust.ts'
import type { AuthenticityBundle } from './bundle.ts'
import { itemLicenceChecks, type LicenceDocuments } from './check-licence.ts'
import { isSealed } from './prove-drop.ts'
import type { CheckName, VerificationCheck } from './verification.ts'

/** An item from proven state, and what claims to show how it was made. */
export interface Making {
  readonly bundle: AuthenticityBundle
  readonly item: Item
  readonly file?: Uint8Array
  /** The chain whose log is believed; the bundle's own word counts without it. */
  readonly trusted?: TrustedChain
  readonly suites: Suites
  readonly hasher: MerkleHasher
  /** What a node has of the licence, and the collection from proven state that it is held against. */
  readonly licence?: LicenceDocuments
  readonly collection?: Collection | undefined
}

/** The checks of file and evidence against the item. */
export interface MakingChecks {
  readonly checks: readonly VerificationCheck[]
  /** The work's name from its metadata; empty when they do not hold. */
  readonly name: string
}

type Outcome = Omit<VerificationCheck, 'name'>

/** Which of our checks each check of the evidence is; two are said by others already. */
const NAMES: Readonly<Record<EvidenceCheckName, CheckName>> = {
  evidence: 'statement',
  statement: 'statement',
  asset: 'signed-file',
  metadata: 'signed-metadata',
  agreement: 'agreement',
  creator: 'creator',
  signature: 'signature',
  entry: 'log-entry',
  inclusion: 'log-inclusion',
  checkpoint: 'log-checkpoint',
}

/** Holds the file, the metadata and the creator's signed statement against the item. Never throws. */
export function checkMaking(making: Making): MakingChecks {
  const { bundle, item, file, hasher } = making
  const checks: VerificationCheck[] = []
  if (file !== undefined)
    checks.push({ name: 'file', ...checkFile(toHex(hasher.sha256(file)), bundle.item, item) })
  const { evidence } = bundle
  if (evidence === null) {
    const detail = isSealed(item)
      ? 'The item is of a drop and sealed: which piece it is, is revealed when the sale is over.'
      : 'There is no signed statement by the creator: only that somebody minted it is proved.'
    return { checks: [...checks, { name: 'provenance', ok: false, detail, trust: 'verified' }], name: '' }
  }
  const metadata = checkDocument(evidence.metadata, item, hasher)
  checks.push({ name: 'metadata', ...metadata })
  checks.push({ name: 'provenance', ...checkProvenance(evidence, item, hasher) })
  checks.push(...checkStatements(evidence, making))
  checks.push(...itemLicenceChecks(evidence.metadata, making.licence ?? {}, making.collection))
  return { checks, name: metadata.ok ? nameIn(evidence.metadata) : '' }
}

function checkFile(found: string, id: string, item: Item): Outcome {
  const ok = found === item.contentHash
  const detail = ok
    ? `The file is the one that was minted (SHA-256 ${found}).`
    : `The file has SHA-256 ${found}; item ${id}, which it pretends to be, was minted with ${item.contentHash}.`
  return { ok, detail, trust: 'verified' }
}

function checkDocument(metadata: string, item: Item, hasher: MerkleHasher): Outcome {
  const found = toHex(hasher.sha256(new TextEncoder().encode(metadata)))
  const ok = found === item.metadataHash
  const detail = ok
    ? `The metadata are those of the item (SHA-256 ${found}).`
    : `The metadata have SHA-256 ${found}; the item names ${item.metadataHash}.`
  return { ok, detail, trust: 'verified' }
}

function checkProvenance({ statement }: ProvenanceEvidence, item: Item, hasher: MerkleHasher): Outcome {
  const found = toHex(hasher.sha256(encode(SignedStatement, statement)))
  const ok = found === item.provenanceHash
  const detail = ok
    ? 'The signed statement is the one that was minted with the item.'
    : `The signed statement has SHA-256 ${found}; the item names ${item.provenanceHash}.`
  return { ok, detail, trust: 'verified' }
}

function checkStatements(evidence: ProvenanceEvidence, making: Making): readonly VerificationCheck[] {
  const { item, file, suites, hasher } = making
  const { logKeys, logOrigin } = making.trusted ?? making.bundle
  const evidenceChecks = checkEvidence(evidence, {
    assetSha256: file === undefined ? item.contentHash : toHex(hasher.sha256(file)),
    suites,
    logKeys: readKeys(logKeys),
    origin: logOrigin,
  })
  return evidenceChecks
    .filter(({ name, ok }) => name !== 'evidence' || !ok)
    .map((check) => refine(check, making, evidence))
}

/** The evidence only knows itself; here its words are held against the item as well. */
function refine(
  check: ArtCheck<EvidenceCheckName>,
  making: Making,
  evidence: ProvenanceEvidence,
): VerificationCheck {
  const { bundle, item, file } = making
  const name = NAMES[check.name]
  const base = { ...check, name, trust: 'verified' } as const
  if (!check.ok) return base
  const { creator } = evidence.statement.statement
  if (name === 'creator' && creator !== item.creator) {
    const detail = `The statement is by ${formatAddress(creator)}, the item was minted by ${formatAddress(item.creator)}.`
    return { ...base, ok: false, detail }
  }
  const { entry } = evidence.log
  if (name === 'log-entry' && entry.value.item !== bundle.item)
    return {
      ...base,
      ok: false,
      detail: `The log entry is of item ${entry.value.item}, not of ${bundle.item}.`,
    }
  if (name === 'signed-file' && file === undefined)
    return { ...base, detail: 'The statement is about the very content that the item names.' }
  // Without a trusted chain the log's keys come from the bundle, like the log itself.
  return name === 'log-checkpoint' && making.trusted === undefined ? { ...base, trust: 'told' } : base
}

function readKeys(texts: readonly string[]): readonly NoteKey[] {
  try {
    return texts.map(parseNoteKey)
  } catch {
    // Without a readable key the checkpoint's own check fails and says that no known key signed.
    return []
  }
}

function nameIn(metadata: string): string {
  try {
    return checkMetadata('demiurge', parseCanonicalJson(new TextEncoder().encode(metadata))).name
  } catch {
    // The item may have been minted with metadata of another form; they have no name that we know of.
    return ''
  }
}
