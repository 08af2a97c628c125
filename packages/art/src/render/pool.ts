/** @module Workers shared by all renderings. Jobs take turns, so a small preview never waits for a large print. */
import { ArtError } from '../errors.ts'
import type { Layer, Recipe } from '../recipe/schema.ts'
import { type FindFontFile, isFontFileName, missingFont } from '../text/font-file.ts'
import { TOLD_FILES, type WorkerJob, type WorkerReply, type WorkerRequest } from './worker-program.ts'

/** A running worker, whatever the platform calls it. */
export interface WorkerPort {
  readonly post: (request: WorkerRequest) => void
  readonly terminate: () => void
}

/** Starts a worker that reports to the two functions. */
export type SpawnWorker = (
  onReply: (reply: WorkerReply) => void,
  onError: (error: unknown) => void,
) => WorkerPort

type AnsweredRequest = Extract<WorkerRequest, { type: 'prepare' | 'band' }>

interface Task {
  readonly request: AnsweredRequest
  readonly font: NeededFont | undefined
  readonly resolve: (reply: WorkerReply) => void
  readonly reject: (error: unknown) => void
}

interface Turn {
  readonly id: number
  readonly waiting: Task[]
  job: WorkerJob | undefined
}

/** A font file on its way to the workers that need it. */
interface NeededFont {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface Slot {
  port: WorkerPort | undefined
  task: Task | undefined
  turn: Turn | undefined
  readonly loaded: Set<number>
  /** Font files that the worker was given; it holds the last ones of them. */
  readonly fonts: Set<string>
}

/** A fixed number of workers, started when first needed. */
export class WorkerPool {
  readonly #spawn: SpawnWorker
  readonly #findFont: FindFontFile
  readonly #slots: Slot[]
  readonly #turns: Turn[] = []
  #nextId = 1
  #closed = false

  constructor(threads: number, spawn: SpawnWorker, findFont: FindFontFile = async () => undefined) {
    this.#spawn = spawn
    this.#findFont = findFont
    this.#slots = Array.from({ length: threads }, () => ({
      port: undefined,
      task: undefined,
      turn: undefined,
      loaded: new Set(),
      fonts: new Set(),
    }))
  }

  /** Opens a job; its requests are answered until it is dropped. */
  open(): number {
    if (this.#closed) throw new ArtError('render.closed', 'the renderer is closed; create another one')
    const id = this.#nextId++
    this.#turns.push({ id, waiting: [], job: undefined })
    return id
  }

  /** Gives the job what its bands need; each worker receives it before its first band. */
  load(job: WorkerJob): void {
    this.#turn(job.id).job = job
  }

  /** Queues one request of a job. */
  ask(id: number, request: AnsweredRequest, font?: NeededFont): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      this.#turn(id).waiting.push({ request, font, resolve, reject })
      this.#advance()
    })
  }

  /** Has a layer of a recipe prepared, with its font file where it needs one. Rejects with `font.missing`. */
  async prepare(id: number, recipe: Recipe, layer: number): Promise<WorkerReply> {
    const { font, fontTitle } = fontOf(recipe.layers[layer])
    if (font === undefined) return this.ask(id, { type: 'prepare', recipe, layer })
    const bytes = await this.#findFont(font)
    if (bytes === undefined) {
      const { code, message, field } = missingFont(font, fontTitle)
      return { type: 'failed', code, message, field }
    }
    return this.ask(id, { type: 'prepare', recipe, layer }, { name: font, bytes })
  }

  /** Ends a job. What still waits is rejected with `reason`; a worker in the midst of it is stopped at once. */
  drop(id: number, reason: unknown): void {
    const at = this.#turns.findIndex((turn) => turn.id === id)
    const turn = this.#turns[at]
    if (turn === undefined) return
    this.#turns.splice(at, 1)
    for (const task of turn.waiting.splice(0)) task.reject(reason)
    for (const slot of this.#slots) {
      if (slot.turn === turn && slot.task !== undefined) this.#stop(slot, reason)
      else if (slot.loaded.delete(id)) slot.port?.post({ type: 'forget', id })
    }
    this.#advance()
  }

  /** Stops every worker; all that waits is rejected. */
  close(): void {
    this.#closed = true
    const reason = new ArtError('render.closed', 'the renderer was closed while it was rendering')
    for (const turn of [...this.#turns]) this.drop(turn.id, reason)
    for (const slot of this.#slots) this.#stop(slot, reason)
  }

  #turn(id: number): Turn {
    const turn = this.#turns.find((each) => each.id === id)
    if (turn === undefined) throw new ArtError('render.closed', `job ${id} is not open`)
    return turn
  }

  #stop(slot: Slot, reason: unknown): void {
    slot.port?.terminate()
    slot.port = undefined
    slot.loaded.clear()
    slot.fonts.clear()
    const task = slot.task
    slot.task = undefined
    slot.turn = undefined
    task?.reject(reason)
  }

  /** Hands waiting tasks to idle workers, one job after the other. */
  #advance(): void {
    for (const slot of this.#slots) {
      if (slot.task !== undefined) continue
      const at = this.#turns.findIndex((turn) => turn.waiting.length > 0)
      const turn = this.#turns[at]
      const task = turn?.waiting.shift()
      if (turn === undefined || task === undefined) return
      // The job goes to the end of the line.
      this.#turns.push(...this.#turns.splice(at, 1))
      this.#start(slot, turn, task)
    }
  }

  #start(slot: Slot, turn: Turn, task: Task): void {
    slot.task = task
    slot.turn = turn
    const port = slot.port ?? this.#spawnInto(slot)
    if (task.request.type === 'band' && turn.job !== undefined && !slot.loaded.has(turn.id)) {
      port.post({ type: 'load', job: turn.job })
      slot.loaded.add(turn.id)
    }
    if (task.font !== undefined && !slot.fonts.has(task.font.name)) {
      if (slot.fonts.size === TOLD_FILES) slot.fonts.clear()
      port.post({ type: 'font', ...task.font })
      slot.fonts.add(task.font.name)
    }
    port.post(task.request)
  }

  #spawnInto(slot: Slot): WorkerPort {
    const port = this.#spawn(
      (reply) => {
        const task = slot.task
        // A worker that was stopped may still have sent its last reply.
        if (slot.port !== port || task === undefined) return
        slot.task = undefined
        slot.turn = undefined
        // What nobody foresaw may have left the worker's memory in disorder: another takes its place.
        if (reply.type === 'failed' && reply.code === 'render.failed') this.#stop(slot, undefined)
        task.resolve(reply)
        this.#advance()
      },
      (error) => {
        if (slot.port !== port) return
        this.#stop(slot, new ArtError('render.failed', `a render worker failed: ${error}`, { cause: error }))
        this.#advance()
      },
    )
    slot.port = port
    return port
  }
}

/** The font file that a layer needs, if any, with its name for people. */
function fontOf(layer: Layer | undefined): {
  readonly font?: string
  readonly fontTitle?: string | undefined
} {
  if (layer?.kind !== 'text' && layer?.kind !== 'watermark') return {}
  return isFontFileName(layer.font) ? layer : {}
}
