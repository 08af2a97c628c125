/** Items that come when they come, for a reader who takes them one at a time. */
export interface Queue<T> extends AsyncIterable<T> {
  /** How many items wait. */
  readonly length: number
  push(item: T): void
  /** No more items; the reader sees the error after those that wait, or the end when there is none. */
  close(error?: unknown): void
}

interface Waiting<T> {
  readonly resolve: (result: IteratorResult<T>) => void
  readonly reject: (error: unknown) => void
}

/** A queue for one reader. `onReturn` is called once, when the reader leaves its loop or the queue has closed and is empty. */
export function createQueue<T>(onReturn: () => void): Queue<T> {
  const items: T[] = []
  let closed: { readonly error: unknown } | undefined
  let waiting: Waiting<T> | undefined
  let returned = false

  const leave = (): void => {
    if (!returned) onReturn()
    returned = true
  }
  const next = (): Promise<IteratorResult<T>> => {
    const item = items.shift()
    if (item !== undefined) return Promise.resolve({ done: false, value: item })
    if (closed === undefined) return new Promise((resolve, reject) => (waiting = { resolve, reject }))
    leave()
    const { error } = closed
    // Told once: a reader who asks again finds the end.
    closed = { error: undefined }
    return error === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(error)
  }
  const wake = (): void => {
    const reader = waiting
    if (reader === undefined) return
    waiting = undefined
    next().then(reader.resolve, reader.reject)
  }

  return {
    get length() {
      return items.length
    },
    push(item) {
      if (closed !== undefined) return
      items.push(item)
      wake()
    },
    close(error) {
      if (closed !== undefined) return
      closed = { error }
      wake()
    },
    [Symbol.asyncIterator]: () => ({
      next,
      return() {
        closed ??= { error: undefined }
        items.length = 0
        leave()
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
}
