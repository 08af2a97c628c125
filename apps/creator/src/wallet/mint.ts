import { ApiError } from '@demiurge/api'
import { toHex } from '@demiurge/codec'
import { portableMerkleHasher, type Signer } from '@demiurge/crypto'
import type { TaskControl } from '@demiurge/design/desk'
import { type Client, type FeeEstimate, formatBundle, mintWork } from '@demiurge/sdk'
import { attributeOf } from '../details/attributes.ts'
import type { Details } from '../details/details.ts'
import { claimOf } from '../details/licence-claim.ts'
import { parseRoyalty } from '../details/royalty.ts'
import { embedCredentials } from './credentials.ts'
import type { Minted, MintOrder, MintProgress } from './tasks.ts'

const SAMPLE_HASH = `0x${'11'.repeat(32)}`
const SAMPLE_URI = `demiurge://${'x'.repeat(16)}/assets/${'0'.repeat(64)}`

/** Mints a work and verifies it. Throws ApiError `nft.ContentAlreadyMinted` before anything is stored when the chain knows the file. */
export async function mintAndVerify(
  client: Client,
  signer: Signer,
  order: MintOrder,
  { signal, progress }: TaskControl<MintProgress>,
): Promise<Minted> {
  const { mediaType, details, salt } = order
  if (order.credentials !== undefined) progress({ stage: 'embed' })
  const file = await withCredentials(signer, order)
  progress({ stage: 'hash' })
  const sha256 = toHex(portableMerkleHasher.sha256(file))
  progress({ stage: 'hash', sha256 })
  await refuseKnown(client, sha256)
  // The same picture may have been minted without its credentials.
  if (file !== order.file) await refuseKnown(client, toHex(portableMerkleHasher.sha256(order.file)))
  signal.throwIfAborted()
  // Once it is submitted nobody can take it back, so that cancelling must not look as if it had worked.
  const beforeSubmit = new AbortController()
  let submitted = false
  signal.addEventListener('abort', () => submitted || beforeSubmit.abort(signal.reason))
  const { item, collection, transaction, bundle } = await mintWork(
    client,
    signer,
    { file, mediaType, ...workOf(details, salt) },
    {
      signal: beforeSubmit.signal,
      onStep: (stage) => {
        if (stage === 'submit') submitted = true
        progress({ stage })
      },
    },
  )
  progress({ stage: 'verify' })
  const verification = await client.verifyItem(item)
  return { item, collection, transaction, file, proof: formatBundle(bundle), verification }
}

/** The file of an order with content credentials, where it asks for some. Throws as `embedCredentials`. */
export async function withCredentials(
  signer: Signer,
  { file, credentials, details }: Pick<MintOrder, 'file' | 'credentials' | 'details'>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (credentials === undefined) return file
  return embedCredentials(file, { title: credentials, signer, claim: claimOf(details) })
}

async function refuseKnown(client: Client, sha256: string): Promise<void> {
  if ((await client.request('nft_findByContent', { sha256 })) === null) return
  throw new ApiError(
    'nft.ContentAlreadyMinted',
    'Exactly this artwork is on the chain already. Change it, or open the item that exists.',
  )
}

/** What minting with these details would cost now: a minting of the same size, not sent anywhere. */
export async function estimateMint(client: Client, signer: Signer, details: Details): Promise<FeeEstimate> {
  const minting = client.tx.nft.mint({
    collection: SAMPLE_HASH,
    to: signer.address,
    royaltyBps: parseRoyalty(details.royalty) ?? 0,
    soulbound: false,
    metadataUri: SAMPLE_URI,
    metadataHash: SAMPLE_HASH,
    contentHash: SAMPLE_HASH,
    provenanceHash: SAMPLE_HASH,
  })
  if (details.collection !== 'new') return minting.estimate(signer)
  const opening = client.tx.nft.createCollection({
    salt: SAMPLE_HASH,
    name: details.newCollection.name.trim() || 'Untitled',
    description: details.newCollection.description,
    metadataUri: '',
    metadataHash: SAMPLE_HASH,
    editions: 1,
    royaltyBps: 0,
    soulbound: false,
    mutableMetadata: false,
  })
  return client.batch([opening, minting]).estimate(signer)
}

/** What the SDK mints, from the form. */
export function workOf(details: Details, salt: string) {
  const { name, description, attributes, collection, newCollection, royalty } = details
  const royaltyBps = parseRoyalty(royalty) ?? 0
  return {
    name: name.trim(),
    description,
    attributes: attributes.map(attributeOf),
    royaltyBps,
    ...claimOf(details),
    ...(collection === 'new'
      ? { collection: { salt, name: newCollection.name.trim(), description: newCollection.description } }
      : collection === 'own'
        ? {}
        : { collection }),
  }
}
