import { StudioRefusal } from '../server/studio-api.ts'
import type { FoundFile, RefusedFile } from './plan.ts'

/** How an upload stands. */
export interface UploadState {
  readonly total: number
  readonly done: number
  readonly bytes: number
  readonly sentBytes: number
  readonly isPaused: boolean
  /** Nothing is waiting or under way any more. */
  readonly isOver: boolean
  /** What was not taken, by this page or by the server. */
  readonly refused: readonly RefusedFile[]
  /** What did not arrive and can be tried again. */
  readonly failed: readonly RefusedFile[]
}

/** Pictures on their way to the server. */
export interface Uploader {
  readonly state: () => UploadState
  readonly subscribe: (listener: () => void) => () => void
  readonly pause: () => void
  readonly resume: () => void
  /** Tries again what did not arrive. */
  readonly retry: () => void
  readonly cancel: () => void
}

/** What an upload needs. */
export interface UploadOptions {
  readonly files: readonly FoundFile[]
  readonly refused?: readonly RefusedFile[]
  readonly put: (path: string, file: File, signal: AbortSignal) => Promise<void>
  readonly onArrived: (path: string, file: File) => void
  /** Nothing is under way any more; comes again after a retry. */
  readonly onOver: () => void
  /** Before another attempt at one file. */
  readonly wait?: (ms: number) => Promise<void>
}

/** Files under way at once. */
const LANES = 4
const ATTEMPTS = 3
const PAUSE_MS = 400

/** Begins to upload. */
export function startUpload(options: UploadOptions): Uploader {
  return new LaneUploader(options)
}

class LaneUploader implements Uploader {
  readonly #options: UploadOptions
  readonly #listeners = new Set<() => void>()
  readonly #abort = new AbortController()
  #queue: readonly FoundFile[]
  #lost: readonly { readonly found: FoundFile; readonly reason: string }[] = []
  #lanes = 0
  #state: UploadState

  constructor(options: UploadOptions) {
    const { files, refused = [] } = options
    this.#options = options
    this.#queue = files
    this.#state = {
      total: files.length,
      done: 0,
      bytes: files.reduce((sum, { file }) => sum + file.size, 0),
      sentBytes: 0,
      isPaused: false,
      isOver: files.length === 0,
      refused,
      failed: [],
    }
    this.#go()
  }

  readonly state = (): UploadState => this.#state
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly pause = (): void => this.#set({ isPaused: true })
  readonly resume = (): void => {
    this.#set({ isPaused: false })
    this.#go()
  }
  readonly retry = (): void => {
    this.#queue = [...this.#queue, ...this.#lost.map(({ found }) => found)]
    this.#lost = []
    this.#set({ failed: [], isOver: this.#queue.length === 0, isPaused: false })
    this.#go()
  }
  readonly cancel = (): void => {
    this.#queue = []
    this.#abort.abort()
    if (this.#lanes === 0) this.#end()
  }

  #set(change: Partial<UploadState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  #go(): void {
    const wanted = Math.min(LANES - this.#lanes, this.#queue.length)
    this.#lanes += wanted
    for (let i = 0; i < wanted; i++) void this.#lane()
  }

  async #lane(): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#send(next)
    this.#lanes--
    if (this.#lanes === 0 && this.#queue.length === 0 && !this.#state.isOver) this.#end()
  }

  #next(): FoundFile | undefined {
    const [next, ...rest] = this.#state.isPaused ? [] : this.#queue
    if (next !== undefined) this.#queue = rest
    return next
  }

  async #send(found: FoundFile): Promise<void> {
    const { path, file } = found
    const { put, onArrived, wait = sleep } = this.#options
    const { signal } = this.#abort
    try {
      await attempt(() => put(path, file, signal), wait)
      onArrived(path, file)
      const { done, sentBytes } = this.#state
      this.#set({ done: done + 1, sentBytes: sentBytes + file.size })
    } catch (error) {
      if (signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      if (isFinal(error)) return this.#set({ refused: [...this.#state.refused, { path, reason }] })
      this.#lost = [...this.#lost, { found, reason }]
      this.#set({ failed: this.#lost.map((each) => ({ path: each.found.path, reason: each.reason })) })
    }
  }

  #end(): void {
    this.#set({ isOver: true, isPaused: false })
    this.#options.onOver()
  }
}

/** A refusal of this very file: another attempt would end the same way. */
function isFinal(error: unknown): boolean {
  return error instanceof StudioRefusal && error.status >= 400 && error.status < 500 && error.status !== 429
}

async function attempt(action: () => Promise<void>, wait: (ms: number) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await action()
    } catch (error) {
      if (tries === ATTEMPTS || isFinal(error) || !(error instanceof StudioRefusal)) throw error
      await wait(PAUSE_MS * 2 ** tries)
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
