import { usePage, useToast } from '@demiurge/design'
import { DeskError } from '@demiurge/design/desk'
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from 'react'
import { walletDesk } from '../../wallet/wallet-desk.ts'
import type { Made } from '../pieces/made.ts'
import { addressOf } from '../server/studio-api.ts'
import type { DropOrder, RevealProgress } from './drop-tasks.ts'
import { type KeptDrop, keepDrop, loadDrops } from './kept-drops.ts'

/** What is being done for a drop. */
export type DropRun =
  | { readonly kind: 'open'; readonly step: 'compare' | 'open' }
  | { readonly kind: 'close' }
  | ({ readonly kind: 'reveal'; readonly isEnding: boolean } & RevealProgress)

/** Where the drop of one of the studio's collections stands for this page. */
export interface DropState {
  /** Begun on this device, now or in an earlier visit. */
  readonly kept: KeptDrop | undefined
  readonly run: DropRun | undefined
  /** Why the last thing that was done did not come to its end. */
  readonly failure: { readonly kind: DropRun['kind']; readonly error: Error } | undefined
}

/** The drops of this page; what is done for them goes on while one looks at something else. */
export interface CollectionDrops {
  readonly of: (id: string) => DropState
  readonly open: (
    made: Made,
    account: string,
    terms: Omit<DropOrder, 'api' | 'account' | 'source' | 'mediaType'>,
  ) => void
  readonly close: (id: string, account: string, collection: string) => void
  readonly reveal: (made: Made, account: string, drop: { collection: string; count: number }) => void
  /** Ends a reveal after the batch that is under way; revealing again goes on there. */
  readonly pause: (id: string) => void
}

const DropsContext = createContext<CollectionDrops | undefined>(undefined)
const NOTHING: DropState = { kept: undefined, run: undefined, failure: undefined }

/** Follows work for one collection at a time; it resolves with the title of what is told at its end. */
type Start = (
  id: string,
  first: DropRun,
  work: (signal: AbortSignal, tell: (run: DropRun) => void) => Promise<string>,
) => void

/** Gives the drops to everything below. */
export function CollectionDropsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { config } = usePage()
  const toast = useToast()
  const [states, setStates] = useState<ReadonlyMap<string, DropState>>(
    () => new Map(loadDrops().map((kept) => [kept.id, { ...NOTHING, kept }])),
  )
  const running = useRef(new Map<string, AbortController>())
  const drops = useMemo<CollectionDrops>(() => {
    const set = (id: string, change: Partial<DropState>): void =>
      setStates((before) => new Map(before).set(id, { ...(before.get(id) ?? NOTHING), ...change }))
    const start: Start = (id, first, work) => {
      if (running.current.has(id)) return
      const abort = new AbortController()
      running.current.set(id, abort)
      set(id, { run: first, failure: undefined })
      work(abort.signal, (run) => set(id, { run }))
        .then(
          (title) => {
            set(id, { run: undefined })
            toast({ title, text: 'It is final.', tone: 'ok' })
          },
          (error: unknown) =>
            set(id, {
              run: undefined,
              failure: abort.signal.aborted ? undefined : { kind: first.kind, error: asError(error) },
            }),
        )
        .finally(() => running.current.delete(id))
    }
    return {
      of: (id) => states.get(id) ?? NOTHING,
      ...actionsOf(config.api, start, set),
      pause: (id) => {
        running.current.get(id)?.abort(new DeskError('paused', 'paused'))
        setStates((before) => {
          const state = before.get(id)
          if (state?.run?.kind !== 'reveal') return before
          return new Map(before).set(id, { ...state, run: { ...state.run, isEnding: true } })
        })
      },
    }
  }, [states, config, toast])
  return <DropsContext value={drops}>{children}</DropsContext>
}

/** What is done in the wallet's worker. */
function actionsOf(
  api: string,
  start: Start,
  set: (id: string, change: Partial<DropState>) => void,
): Pick<CollectionDrops, 'open' | 'close' | 'reveal'> {
  return {
    open(collection, account, terms) {
      const { id, name, made } = collection
      const provenance = made.provenance ?? ''
      start(id, { kind: 'open', step: 'compare' }, async (signal, tell) => {
        const { mintedCollectionId } = await import('./collection-of.ts')
        const kept = { id, account, provenance, collection: mintedCollectionId(account, provenance) }
        keepDrop(kept)
        set(id, { kept })
        const order = { ...terms, ...sourceOf(collection), api, account }
        const onProgress = ({ step }: { readonly step: 'compare' | 'open' }): void =>
          tell({ kind: 'open', step })
        await walletDesk.ask('openDrop', order, { signal, onProgress })
        return `The drop of ${name} is open`
      })
    },
    close: (id, account, collection) =>
      start(id, { kind: 'close' }, async () => {
        await walletDesk.ask('closeDrop', { api, account, collection })
        return 'The sale is over'
      }),
    reveal: (collection, account, drop) =>
      start(
        collection.id,
        { kind: 'reveal', step: 'compare', done: 0, total: drop.count, isEnding: false },
        async (signal, tell) => {
          const order = { ...drop, ...sourceOf(collection), api, account }
          const onProgress = (now: RevealProgress): void =>
            tell({ kind: 'reveal', ...now, isEnding: signal.aborted })
          const { revealed } = await walletDesk.ask('revealDrop', order, { signal, onProgress })
          return `${revealed} pieces are revealed`
        },
      ),
  }
}

/** The drops of this page. */
export function useCollectionDrops(): CollectionDrops {
  const drops = useContext(DropsContext)
  if (drops === undefined) throw new Error('drops are there inside the collections only')
  return drops
}

function sourceOf({ id, made }: Made): Pick<DropOrder, 'source' | 'mediaType'> {
  return { source: addressOf(id), mediaType: `image/${made.format}` }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
