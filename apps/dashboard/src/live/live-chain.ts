import type { PageApi } from '@demiurge/design/client'
import { addCommit, type ChainPicture, EMPTY, fromLists, withCertificate } from './chain-picture.ts'

/** What changes on the page is at most this often: more could not be read, and drawing would eat the processor. */
const PACE_MS = 200
const FIRST_COMMITS = 100

/** The chain as it moves: one subscription for everything on the page. */
export interface LiveChain {
  readonly picture: () => ChainPicture
  readonly subscribe: (listener: () => void) => () => void
  /** Fetches what was missed, after the connection was lost. */
  readonly refill: () => void
  readonly start: () => () => void
}

/** Builds the live view of a client's chain. Nothing is asked before `start`; the function it returns ends everything. */
export function createLiveChain(client: PageApi): LiveChain {
  const listeners = new Set<() => void>()
  let picture = EMPTY
  let shown = EMPTY
  let timer: ReturnType<typeof setTimeout> | undefined

  const show = (): void => {
    timer = undefined
    shown = picture
    for (const listener of listeners) listener()
  }
  const set = (next: ChainPicture): void => {
    picture = next
    timer ??= setTimeout(show, PACE_MS)
  }
  const refill = async (): Promise<void> => {
    const [head, commits] = await Promise.all([
      client.request('chain_getHead', {}),
      client.request('chain_listCommits', { limit: FIRST_COMMITS }),
    ])
    set(fromLists(head, commits, picture))
    if (shown === EMPTY) {
      clearTimeout(timer)
      show()
    }
  }
  const follow = async (signal: AbortSignal): Promise<void> => {
    const commits = async (): Promise<void> => {
      for await (const commit of client.subscribe('commits', {}, { signal })) set(addCommit(picture, commit))
    }
    const certificates = async (): Promise<void> => {
      for await (const { checkpoint } of client.subscribe('certificates', {}, { signal }))
        set(withCertificate(picture, checkpoint.index))
    }
    await Promise.all([commits(), certificates()])
  }
  const fail = (signal: AbortSignal) => (error: unknown) => {
    if (!signal.aborted) set({ ...picture, error: error instanceof Error ? error : new Error(String(error)) })
  }
  return {
    picture: () => shown,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refill: () => void refill().catch(() => undefined),
    start() {
      const controller = new AbortController()
      const onError = fail(controller.signal)
      refill().catch(onError)
      follow(controller.signal).catch(onError)
      return () => {
        controller.abort()
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
