import type { TransactionStatus } from '@demiurge/api'
import { type Metadata, signStatement } from '@demiurge/art'
import { decode } from '@demiurge/codec'
import type { Signer } from '@demiurge/crypto'
import { nft } from '@demiurge/modules'
import type { Client } from '../client.ts'
import { TransactionError } from '../error.ts'
import { type CancelSignal, checkSignal } from '../signal.ts'
import type { Draft } from '../tx/draft.ts'
import type { AuthenticityBundle } from '../verify/bundle.ts'
import { prepareWork, storeStatement, type Work } from './prepare-work.ts'

/** What a minting is doing; `final` is the last step before the proof is fetched. */
export type MintStep = 'upload' | 'sign' | 'submit' | 'included' | 'final' | 'prove'

/** How a minting is followed and ended. Aborting stops the waiting; what was submitted may still become final. */
export interface MintControl {
  readonly signal?: CancelSignal
  readonly onStep?: (step: MintStep) => void
}

/** A work that is minted, final, and provable. */
export interface MintedWork {
  readonly item: string
  readonly collection: string
  readonly transaction: string
  readonly metadata: Metadata
  /** The sidecar file's content: see `formatBundle`. */
  readonly bundle: AuthenticityBundle
}

/**
 * Mints a work from file to final: stores the file, writes and stores its metadata, signs and stores the statement of its origin, then
 * mints in one atomic transaction, with the collection when that is new. Throws ApiError, TransactionError, MetadataError.
 */
export async function mintWork(
  client: Client,
  signer: Signer,
  work: Work,
  { signal, onStep }: MintControl = {},
): Promise<MintedWork> {
  const step = (name: MintStep): void => {
    checkSignal(signal)
    onStep?.(name)
  }
  step('upload')
  const prepared = await prepareWork(client, signer.address, work)
  step('sign')
  const statement = signStatement(prepared.statement, signer)
  const { opening, minting } = await storeStatement(client, prepared, statement)
  step('submit')
  const send = async (draft: Draft): Promise<TransactionStatus> => {
    const submitted = await draft.sign(signer).submit()
    return submitted.watch({
      ...(signal === undefined ? {} : { signal }),
      onStatus: ({ stage }) => {
        if (stage === 'included' || stage === 'final') onStep?.(stage)
      },
    })
  }
  const status = await (opening === undefined
    ? send(minting)
    : send(client.batch([opening, minting])).catch((error: unknown) => {
        // Another minting of the same creator opened the collection first.
        if (!(error instanceof TransactionError) || error.code !== 'nft.CollectionExists') throw error
        return send(minting)
      }))
  const item = mintedItem(status)
  step('prove')
  const bundle = await client.fetchBundle(item)
  return {
    item,
    collection: prepared.collection,
    transaction: status.id,
    metadata: prepared.metadata,
    bundle,
  }
}

function mintedItem({ receipt }: TransactionStatus): string {
  const events = receipt?.outcome.kind === 'applied' ? receipt.outcome.value.events : []
  const minted = events.find(({ name }) => name === 'nft.minted')
  if (minted === undefined) throw new Error('a minting took effect without an nft.minted event')
  return decode(nft.events.minted.data, minted.data).item
}
