/** What a task takes, tells on the way, and gives. Everything must survive a structured clone. */
export interface Task {
  readonly input: unknown
  readonly progress: unknown
  readonly result: unknown
}

/** A task of given types. */
export interface TaskOf<I, R, P = never> extends Task {
  readonly input: I
  readonly result: R
  readonly progress: P
}

/** A table of tasks by name. */
export type Tasks<T> = { readonly [N in keyof T]: Task }

/** From the page to the worker. */
export type DeskRequest =
  | { readonly kind: 'ask'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }

/** From the worker to the page. */
export type DeskAnswer =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly message: string
      readonly code: string | undefined
    }
