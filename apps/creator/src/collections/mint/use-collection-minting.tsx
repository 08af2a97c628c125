import { usePage, useToast } from '@demiurge/design'
import { DeskError } from '@demiurge/design/desk'
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import type { Made } from '../pieces/made.ts'
import { addressOf } from '../server/studio-api.ts'
import { dropMinting, keepMinting, loadMintings } from './kept-minting.ts'

/** Where the minting of a collection stands. */
export type CollectionMinting =
  | { readonly status: 'idle' }
  | {
      readonly status: 'running'
      readonly collection: string | undefined
      readonly minted: number
      readonly total: number
      /** By this visit, and since when (ms of the page's clock). */
      readonly fresh: number
      readonly sinceMs: number
      readonly isEnding: boolean
    }
  /** Begun, now or in an earlier visit, and not ended. */
  | { readonly status: 'paused'; readonly collection: string | undefined; readonly error: Error | undefined }
  | { readonly status: 'done'; readonly collection: string }

/** Mintings of this page; they go on while one looks at something else. */
export interface CollectionMintings {
  readonly of: (made: Made) => CollectionMinting
  readonly start: (made: Made, account: string) => void
  /** Ends it after the batch that is under way. */
  readonly pause: (id: string) => void
  /** Ends it, and forgets that it was begun; what is minted stays. */
  readonly cancel: (id: string) => void
}

const MintingsContext = createContext<CollectionMintings | undefined>(undefined)
const IDLE: CollectionMinting = { status: 'idle' }

/** Gives the mintings to everything below. */
export function CollectionMintingProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { config } = usePage()
  const toast = useToast()
  const [states, setStates] = useState<ReadonlyMap<string, CollectionMinting>>(loadStates)
  const running = useRef(new Map<string, AbortController>())
  const mintings = useMemo<CollectionMintings>(() => {
    const set = (key: string, state: CollectionMinting): void =>
      setStates((before) => new Map(before).set(key, state))
    return {
      of: (made) => states.get(keyOf(made)) ?? IDLE,
      start(made, account) {
        const key = keyOf(made)
        if (running.current.has(made.id)) return
        const abort = new AbortController()
        running.current.set(made.id, abort)
        runMinting({ made, account, api: config.api, signal: abort.signal, tell: (state) => set(key, state) })
          .then(() => toast({ title: `${made.name} is minted`, text: 'It is final.', tone: 'ok' }))
          .catch(() => undefined)
          .finally(() => running.current.delete(made.id))
      },
      pause(id) {
        running.current.get(id)?.abort(new DeskError('paused', 'paused'))
        setStates((before) => ending(before, id))
      },
      cancel(id) {
        running.current.get(id)?.abort(new DeskError('cancelled', 'cancelled'))
        dropMinting(id)
        setStates((before) =>
          running.current.has(id)
            ? ending(before, id)
            : new Map([...before].filter(([key]) => !key.startsWith(`${id} `))),
        )
      },
    }
  }, [states, config.api, toast])
  return <MintingsContext value={mintings}>{children}</MintingsContext>
}

/** The mintings of this page. */
export function useCollectionMintings(): CollectionMintings {
  const mintings = useContext(MintingsContext)
  if (mintings === undefined) throw new Error('mintings are there inside the collections only')
  return mintings
}

function keyOf({ id, made }: Made): string {
  return `${id} ${made.provenance ?? ''}`
}

function loadStates(): ReadonlyMap<string, CollectionMinting> {
  return new Map(
    loadMintings().map(({ id, provenance, collection, isDone }) => [
      `${id} ${provenance}`,
      isDone && collection !== undefined
        ? { status: 'done', collection }
        : { status: 'paused', collection, error: undefined },
    ]),
  )
}

function ending(
  states: ReadonlyMap<string, CollectionMinting>,
  id: string,
): ReadonlyMap<string, CollectionMinting> {
  return new Map(
    [...states].map(([key, state]) => [
      key,
      key.startsWith(`${id} `) && state.status === 'running' ? { ...state, isEnding: true } : state,
    ]),
  )
}

/** Mints in the wallet's worker. Rejects when it did not come to its end; the state then says why. */
async function runMinting({
  made: collection,
  account,
  api,
  signal,
  tell,
}: {
  readonly made: Made
  readonly account: string
  readonly api: string
  readonly signal: AbortSignal
  readonly tell: (state: CollectionMinting) => void
}): Promise<void> {
  const { id, made } = collection
  const kept = { id, account, provenance: made.provenance ?? '', isDone: false }
  let onChain: string | undefined
  let before: number | undefined
  const sinceMs = performance.now()
  keepMinting(kept)
  tell({
    status: 'running',
    collection: undefined,
    minted: 0,
    total: made.count,
    fresh: 0,
    sinceMs,
    isEnding: false,
  })
  try {
    const order = { api, account, source: addressOf(id), mediaType: `image/${made.format}` }
    const minted = await walletDesk.ask('mintCollection', order, {
      signal,
      onProgress(now) {
        onChain = now.collection
        before ??= now.minted
        if (!signal.aborted) keepMinting({ ...kept, collection: onChain })
        tell({ status: 'running', ...now, fresh: now.minted - before, sinceMs, isEnding: signal.aborted })
      },
    })
    keepMinting({ ...kept, collection: minted.collection, isDone: true })
    tell({ status: 'done', collection: minted.collection })
  } catch (error) {
    const { code } = Object(error)
    if (Object(signal.reason).code === 'cancelled') tell(IDLE)
    else {
      const failure = error instanceof Error ? error : new Error(String(error))
      tell({
        status: 'paused',
        collection: onChain,
        error: code === 'cancelled' || code === 'paused' ? undefined : failure,
      })
    }
    throw error
  }
}
