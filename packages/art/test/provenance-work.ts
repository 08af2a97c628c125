import { createHash } from 'node:crypto'
import { formatAddress, toHex } from '@demiurge/codec'
import { createSigner, publicKeyOf, singleKeyPolicy, portableSuites as suites } from '@demiurge/crypto'
import { canonicalJson } from '../src/metadata/canonical-json.ts'
import { createMetadata } from '../src/metadata/create.ts'
import { metadataHash } from '../src/metadata/hash.ts'
import { signCheckpoint } from '../src/provenance/checkpoint.ts'
import type { ProvenanceEvidence } from '../src/provenance/evidence.ts'
import { type LogEntry, logEntryBytes } from '../src/provenance/log-entry.ts'
import { createLog } from '../src/provenance/log-tree.ts'
import type { NoteKey } from '../src/provenance/note.ts'
import { type ProvenanceStatement, signStatement, statementHash } from '../src/provenance/statement.ts'

/** A signer with one key of a suite, from a seed of equal bytes. */
export function signerWith(suiteName: string, fill = 5) {
  const suite = suites.get(suiteName)
  const keyPair = suite.keyPairFromSeed(new Uint8Array(suite.seedBytes).fill(fill))
  return createSigner({ suites, policy: singleKeyPolicy(publicKeyOf(keyPair, suites)), keyPairs: [keyPair] })
}

const sha256 = (bytes: Uint8Array) => toHex(createHash('sha256').update(bytes).digest())

/** The file of the work that the stories are about. */
export const assetBytes = Uint8Array.from({ length: 500 }, (_, i) => (i * i) & 0xff)
export const signer = signerWith('ml-dsa-65')
const recipe = { version: 1, pattern: 'guilloche', seed: 7 }

export const metadata = createMetadata({
  name: 'First light',
  description: 'A guilloche at dawn.',
  image: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  mediaType: 'image/png',
  attributes: [{ trait_type: 'Sky', value: 'Dawn' }],
  uuid: '018f4d4e-7b1a-7c3d-8e2f-0a1b2c3d4e5f',
  createdAt: '2026-01-31T12:00:00Z',
  creator: formatAddress(signer.address),
  licence: 'CC-BY-4.0',
  recipe,
})
export const metadataText = canonicalJson(metadata)
export const metadataBytes = new TextEncoder().encode(metadataText)

export const statement: ProvenanceStatement = {
  version: 1,
  asset: { sha256: sha256(assetBytes), mediaType: 'image/png', bytes: BigInt(assetBytes.length) },
  metadata: { sha256: sha256(metadataBytes), bytes: BigInt(metadataBytes.length) },
  recipe: metadataHash(recipe),
  creator: signer.address,
  createdAtMs: 1_769_860_800_000n,
  previous: null,
  note: 'Made in one evening.',
  licence: 'CC-BY-4.0',
}
export const signed = signStatement(statement, signer)

const origin = 'demiurge/test/provenance'
const logPair = suites.get('ed25519').keyPairFromSeed(new Uint8Array(32).fill(1))
export const logKey: NoteKey = { name: origin, algorithm: 'ed25519', publicKey: logPair.publicKey }
export const item = `0x${'17'.repeat(32)}`

/** Evidence for the work whose entry is one of twenty in the log. */
export function evidenceWith(entry: LogEntry): ProvenanceEvidence {
  const log = createLog()
  for (let i = 0; i < 20; i++) log.append(i === 11 ? logEntryBytes(entry) : Uint8Array.of(i))
  const checkpoint = signCheckpoint(
    { origin, size: log.size, root: log.root() },
    [{ key: logKey, keyPair: logPair }],
    suites,
  )
  const proof = log.inclusionProof(11).map(toHex)
  return {
    metadata: metadataText,
    statement: signed,
    log: { entry, index: 11n, size: 20n, proof, checkpoint },
  }
}

export const evidence = evidenceWith({
  kind: 'created',
  value: { statement: statementHash(statement), item },
})
