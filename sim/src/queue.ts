interface Entry<T> {
  readonly atMs: number
  readonly order: number
  readonly value: T
}

/** A priority queue by time, first in first out within one instant: the clock of the simulation. */
export interface EventQueue<T> {
  push(atMs: number, value: T): void
  pop(): { readonly atMs: number; readonly value: T } | undefined
  nextMs(): number
}

export function createQueue<T>(): EventQueue<T> {
  const heap: Entry<T>[] = []
  let order = 0
  const before = (a: Entry<T>, b: Entry<T>): boolean =>
    a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
  const swapIfBefore = (child: number, parent: number): boolean => {
    const a = heap[child]
    const b = heap[parent]
    if (a === undefined || b === undefined || !before(a, b)) return false
    heap[child] = b
    heap[parent] = a
    return true
  }
  return {
    nextMs: () => heap[0]?.atMs ?? Number.POSITIVE_INFINITY,
    push(atMs, value) {
      heap.push({ atMs, order: order++, value })
      for (let i = heap.length - 1; i > 0 && swapIfBefore(i, (i - 1) >> 1); ) i = (i - 1) >> 1
    },
    pop() {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined) return undefined
      if (heap.length === 0) return first
      heap[0] = last
      for (let i = 0; ; ) {
        const left = 2 * i + 1
        const [l, r] = [heap[left], heap[left + 1]]
        const child = l !== undefined && r !== undefined && before(r, l) ? left + 1 : left
        if (!swapIfBefore(child, i)) return first
        i = child
      }
    },
  }
}
