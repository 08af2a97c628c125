import type { PieceView } from '@demiurge/studio/contract'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PieceQuery } from '../server/studio-api.ts'
import { useServer } from '../server/use-server.ts'

/** Pieces in one answer of the server. */
const PAGE = 200

/** The pieces of a making in some order, fetched as they are looked at. */
export interface Pieces {
  /** Of those asked for; undefined until the first answer. */
  readonly total: number | undefined
  readonly error: Error | undefined
  readonly at: (index: number) => PieceView | undefined
  /** These are looked at. */
  readonly want: (from: number, to: number) => void
  readonly retry: () => void
}

/** Pieces by filter and order. `version` changes whenever pieces change. */
export function usePieces(id: string, version: string, query: Pick<PieceQuery, 'sort' | 'traits'>): Pieces {
  const { api } = useServer()
  const { sort, traits } = query
  const key = JSON.stringify([id, version, sort, traits])
  const pages = useRef<{
    key: string
    readonly loaded: Map<number, readonly PieceView[]>
    readonly asked: Set<number>
  }>(undefined)
  const [state, setState] = useState<{
    readonly total: number | undefined
    readonly error: Error | undefined
    readonly turn: number
  }>({
    total: undefined,
    error: undefined,
    turn: 0,
  })
  if (pages.current?.key !== key) pages.current = { key, loaded: new Map(), asked: new Set() }
  const load = useCallback(
    (page: number): void => {
      const book = pages.current
      if (book === undefined || book.asked.has(page)) return
      book.asked.add(page)
      const [collection, , order, wanted] = JSON.parse(book.key) as [
        string,
        string,
        PieceQuery['sort'],
        string[],
      ]
      api.pieces(collection, { from: page * PAGE + 1, limit: PAGE, sort: order, traits: wanted }).then(
        ({ total, pieces }) => {
          if (pages.current !== book) return
          book.loaded.set(page, pieces)
          setState(({ turn }) => ({ total, error: undefined, turn: turn + 1 }))
        },
        (reason: unknown) => {
          book.asked.delete(page)
          if (pages.current !== book) return
          const error = reason instanceof Error ? reason : new Error(String(reason))
          setState((before) => ({ ...before, error }))
        },
      )
    },
    [api],
  )
  useEffect(() => {
    // Another key begins at its first page.
    void key
    load(0)
  }, [key, load])
  return useMemo(
    () => ({
      total: state.total,
      error: state.error,
      at: (index) => pages.current?.loaded.get(Math.floor(index / PAGE))?.[index % PAGE],
      want(from, to) {
        for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) load(page)
      },
      retry: () => load(0),
    }),
    [state, load],
  )
}
