import type { CollectionView } from '@demiurge/studio/contract'
import { type History, record, redo, settle, startHistory, undo } from '../../draft/history.ts'
import { type StudioApi, StudioRefusal } from '../server/studio-api.ts'
import { nameNewLayers } from './edit.ts'
import { isSame, mergeSketches } from './merge.ts'
import { type Sketch, sketchOf } from './sketch.ts'

/** How the sketch stands to what the server has. */
export type SavingState = 'saved' | 'waiting' | 'saving' | 'failed'

/** What the views show of a collection that is edited. */
export interface EditorState {
  /** As the server told it last. */
  readonly view: CollectionView
  readonly history: History<Sketch>
  readonly saving: SavingState
  /** Why it could not be saved; it is tried again with the next change, and by `save`. */
  readonly failure: Error | undefined
  /** How often changes of somebody else came in. */
  readonly merges: number
}

/** A collection on the bench: undo and redo, saved by itself, changes of others taken in. */
export interface Editor {
  readonly state: () => EditorState
  readonly subscribe: (listener: () => void) => () => void
  /** Changes under one tag are one step of the history. */
  readonly edit: (change: (sketch: Sketch) => Sketch, tag?: string) => void
  readonly settle: () => void
  readonly undo: () => void
  readonly redo: () => void
  /** Brings everything to the server now, and takes in what is new there. Resolves when it is done or failed. */
  readonly save: () => Promise<void>
  /** Keeps the bytes of a picture that was uploaded, so that undo and redo can take it away and bring it back. */
  readonly remember: (path: string, content: Blob) => void
  /** Until `absorb`, new pictures on the server are our own: one step of the history, by this tag. */
  readonly expect: (tag: string) => void
  /** Takes in the pictures that were uploaded. */
  readonly absorb: () => Promise<void>
  /** The server has something newer: it is taken in soon. */
  readonly refresh: () => void
  /** Ends the waiting; what was not saved yet is saved. */
  close(): void
}

/** When a change is saved, after the last one. */
const PAUSE_MS = 500
/** A save that others overtake is built anew so often. */
const ATTEMPTS = 6

/** Puts a collection on the bench. */
export function createEditor(api: StudioApi, first: CollectionView): Editor {
  return new CollectionEditor(api, first)
}

class CollectionEditor implements Editor {
  readonly #api: StudioApi
  readonly #id: string
  readonly #listeners = new Set<() => void>()
  /** Contents of pictures by path, for undo and redo. */
  readonly #contents = new Map<string, Blob>()
  /** What the server had when we last heard of it. */
  #base: Sketch
  #state: EditorState
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | undefined
  /** The step of the history that new pictures belong to while they are uploaded. */
  #uploads: string | undefined

  constructor(api: StudioApi, first: CollectionView) {
    this.#api = api
    this.#id = first.id
    this.#base = sketchOf(first)
    this.#state = {
      view: first,
      history: startHistory(this.#base),
      saving: 'saved',
      failure: undefined,
      merges: 0,
    }
  }

  readonly state = (): EditorState => this.#state
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly edit = (change: (sketch: Sketch) => Sketch, tag?: string): void => {
    const { history } = this.#state
    this.#setHistory(record(history, change(history.present), tag))
  }
  readonly settle = (): void => this.#set({ history: settle(this.#state.history) })
  readonly undo = (): void => this.#setHistory(undo(this.#state.history))
  readonly redo = (): void => this.#setHistory(redo(this.#state.history))
  readonly save = async (): Promise<void> => {
    // A save that is under way began before the newest change.
    if (this.#running !== undefined) await this.#running
    this.#running ??= this.#run()
    return this.#running
  }
  readonly remember = (path: string, content: Blob): void => {
    this.#contents.set(path, content)
  }
  readonly expect = (tag: string): void => {
    this.#uploads = tag
  }
  readonly absorb = async (): Promise<void> => {
    await this.save()
    this.#uploads = undefined
  }
  readonly refresh = (): void => {
    if (this.#state.saving !== 'waiting') this.#later()
  }
  close(): void {
    clearTimeout(this.#timer)
    if (this.#state.saving === 'waiting') void this.save()
  }

  #set(change: Partial<EditorState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  #setHistory(history: History<Sketch>): void {
    const isNew = history.present !== this.#state.history.present
    this.#set({ history })
    if (!isNew) return
    this.#later()
    if (this.#state.saving !== 'waiting' && this.#running === undefined) this.#set({ saving: 'waiting' })
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), PAUSE_MS)
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    this.#set({ saving: 'saving', failure: undefined })
    try {
      for (let attempt = 1; await this.#bring(); attempt++)
        if (attempt === ATTEMPTS) throw new Error('Others change this collection without a pause: try again.')
      this.#set({ saving: 'saved' })
    } catch (error) {
      this.#set({ saving: 'failed', failure: error instanceof Error ? error : new Error(String(error)) })
    } finally {
      this.#running = undefined
    }
  }

  /** One way to the server; true when another one is needed. */
  async #bring(): Promise<boolean> {
    const wanted = this.#state.history.present
    // Our own doing: no change of somebody else.
    if (await this.#bringFiles(wanted)) this.#base = { ...this.#base, files: wanted.files }
    const view = await this.#api.read(this.#id)
    this.#takeIn(view)
    const { name, definition } = this.#state.history.present
    if (name === this.#base.name && isSame(definition, this.#base.definition)) return this.#isBehind()
    try {
      const changed = await this.#api.change(this.#id, { revision: view.revision, name, definition })
      this.#base = { ...this.#base, name, definition }
      this.#takeIn(changed)
    } catch (error) {
      if (error instanceof StudioRefusal && error.status === 409) return true
      throw error
    }
    return this.#isBehind()
  }

  /** Pictures first: rules and weights name them. Whether there was any to bring or to take away. */
  async #bringFiles({ files }: Sketch): Promise<boolean> {
    const known = this.#base.files
    const gone = Object.keys(known).filter((path) => files[path] === undefined)
    const fresh = Object.keys(files).filter((path) => known[path] === undefined)
    for (const path of gone) {
      if (!this.#contents.has(path)) this.#contents.set(path, await this.#api.readFile(this.#id, path))
      await this.#api.removeFile(this.#id, path).catch(unlessMissing)
    }
    for (const path of fresh) {
      const content = this.#contents.get(path)
      if (content !== undefined) await this.#api.putFile(this.#id, path, content)
    }
    return gone.length + fresh.length > 0
  }

  /** What the server has becomes the base. What others did goes into every step, so that undo leaves it alone. */
  #takeIn(view: CollectionView): void {
    const theirs = sketchOf(view)
    const before = this.#base
    this.#base = theirs
    if (isSame(before, theirs)) {
      this.#set({ view })
      return
    }
    // While we upload, new pictures are ours; whatever else is new is not.
    const others = this.#uploads === undefined ? theirs : { ...theirs, files: before.files }
    let { history, merges } = this.#state
    if (!isSame(before, others)) {
      const merge = (mine: Sketch): Sketch => mergeSketches(before, mine, others)
      const { past, present, future } = history
      history = { ...history, past: past.map(merge), present: merge(present), future: future.map(merge) }
      merges++
    }
    if (!isSame(others, theirs)) {
      const present = nameNewLayers(mergeSketches(others, history.present, theirs))
      history = record(history, present, this.#uploads)
    }
    this.#set({ view, history, merges })
  }

  #isBehind(): boolean {
    return !isSame(this.#state.history.present, this.#base)
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof StudioRefusal) || error.status !== 404) throw error
}
