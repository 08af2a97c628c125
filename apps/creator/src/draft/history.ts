/** A value with the steps that led to it. `tag` names what the newest step changes, so that a drag is one step and not a hundred. */
export interface History<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  readonly tag: string | undefined
}

/** Steps that can be taken back. */
export const MAX_STEPS = 200

/** A value without a past. */
export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], tag: undefined }
}

/** Makes `next` the present. A change under the tag of the newest step widens that step instead of adding one. */
export function record<T>(history: History<T>, next: T, tag?: string): History<T> {
  if (next === history.present) return history
  if (tag !== undefined && tag === history.tag) return { ...history, present: next, future: [] }
  return { past: [...history.past, history.present].slice(-MAX_STEPS), present: next, future: [], tag }
}

/** Ends the newest step: the next change under its tag is a step of its own. */
export function settle<T>(history: History<T>): History<T> {
  return history.tag === undefined ? history : { ...history, tag: undefined }
}

/** One step back, if there is one. */
export function undo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1)
  if (before === undefined) return { past, present, future, ...rest }
  return { past: past.slice(0, -1), present: before, future: [present, ...future], tag: undefined }
}

/** One step forward again, if there is one. */
export function redo<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const [after, ...later] = future
  if (after === undefined) return { past, present, future, ...rest }
  return { past: [...past, present], present: after, future: later, tag: undefined }
}
