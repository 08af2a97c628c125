import { ApiError, type DropView } from '@demiurge/api'
import { type Query, useQuery, useTopic } from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import type { CollectionView } from '@demiurge/studio/contract'
import { useEffect, useRef } from 'react'
import { type DropState, useCollectionDrops } from './use-collection-drops.tsx'

/** The drop of one of the studio's collections, as this page and the chain know it. */
export interface FoundDrop extends DropState {
  /** What the chain has: null where there is no drop, undefined until it is known. */
  readonly onChain: DropView | null | undefined
  readonly error: Error | undefined
  readonly reload: () => void
}

/** Events tell of everything but the draw, which comes with the first commit of an epoch. */
const REFRESH_MS = 60_000
const DRAW_MS = 2_000
/** Events of one batch come together: one question for all of them, ms. */
const GATHER_MS = 150

/** Finds the drop that was opened with these pieces, or is kept as begun; follows the chain's events of it. */
export function useDrop({ id, made }: Pick<CollectionView, 'id' | 'made'>): FoundDrop {
  const { account } = useWallet()
  const state = useCollectionDrops().of(id)
  const { data, error, reload } = useDropView(state.kept?.collection, {
    account: account?.address,
    provenance: made?.provenance,
  })
  const isBusy = state.run !== undefined
  useEffect(() => {
    // What was done for it has ended: the chain has something new.
    if (!isBusy) reload()
  }, [isBusy, reload])
  const isDrawing = data != null && data.sale.drawEpoch !== null && data.startingIndex === null
  useEffect(() => {
    if (!isDrawing) return undefined
    const timer = setInterval(reload, DRAW_MS)
    return () => clearInterval(timer)
  }, [isDrawing, reload])
  return { ...state, onChain: data, error, reload }
}

/** The drop of a collection that is known; of the one, otherwise, that an account makes of pieces: opened elsewhere, or on a device that forgot. */
function useDropView(
  known: string | undefined,
  { account, provenance }: { readonly account: string | undefined; readonly provenance: string | undefined },
): Query<DropView | null> {
  const derived =
    account === undefined || provenance === undefined ? undefined : ([account, provenance] as const)
  const key = known ?? derived?.join(' ')
  const query = useQuery<DropView | null>(
    key === undefined ? null : `creator/drop ${key}`,
    async (client) => {
      const id = known ?? (derived && (await import('./collection-of.ts')).mintedCollectionId(...derived))
      return id === undefined ? null : client.request('nft_getDrop', { id }).catch(unlessMissing)
    },
    { refreshMs: REFRESH_MS, staleMs: 1_000 },
  )
  const collection = known ?? query.data?.collection
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useTopic('events', collection === undefined ? null : { about: [collection] }, () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(query.reload, GATHER_MS)
  })
  return query
}

function unlessMissing(error: unknown): null {
  if (error instanceof ApiError && (error.code === 'nft.NoDrop' || error.code === 'nft.UnknownCollection'))
    return null
  throw error
}
