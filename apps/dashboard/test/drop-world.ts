import { canonicalJson, collectionProvenance } from '@demiurge/art'
import type { Signer } from '@demiurge/crypto'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Client, openDrop } from '@demiurge/sdk'

const PIECES = 6
const utf8 = new TextEncoder()
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96"><rect width="96" height="96" fill="#26303f"/><circle cx="48" cy="48" r="20" fill="#c2413b"/></svg>'

/** Opens a drop of six pieces at a quarter of a coin, on sale for most of an hour, four for each account; its collection. */
export async function openTestDrop(client: Client, signer: Signer, name: string): Promise<string> {
  const sha256 = (text: string): string => merkleHasher.sha256(utf8.encode(text)).toHex()
  const pieces = Array.from({ length: PIECES }, (_, i) => ({
    image: sha256(`picture ${i} of ${name}`),
    metadata: sha256(`metadata ${i} of ${name}`),
  }))
  const provenance = collectionProvenance(pieces)
  const now = BigInt(Date.now())
  const phase = { endMs: now + 3_000_000n, price: 250_000_000n, supply: null, allowlist: null }
  const { collection } = await openDrop(client, signer, {
    name,
    description: 'Six portraits that nobody has seen yet.',
    royaltyBps: 500,
    provenance: provenance.merkleRoot,
    count: PIECES,
    document: utf8.encode(canonicalJson({ name, demiurge: { version: 1, provenance } })),
    placeholder: { image: utf8.encode(PICTURE), mediaType: 'image/svg+xml' },
    phases: [
      { ...phase, name: 'public', startMs: now - 60_000n, perAccount: 4 },
      { ...phase, name: 'late', startMs: now + 3_000_000n, endMs: now + 9_000_000n, perAccount: null },
    ],
    revealByMs: now + 100_000_000n,
  })
  return collection
}
