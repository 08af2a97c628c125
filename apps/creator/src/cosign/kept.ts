import { useSyncExternalStore } from 'react'

/** A joint account as it is kept on this device. It holds nothing secret. */
export interface KeptJoint {
  readonly name: string
  /** 0x hex. */
  readonly address: string
  readonly threshold: number
  /** What the members are called, in the order of the policy. */
  readonly members: readonly string[]
  /** The text of its file. */
  readonly joint: string
}

/** A signing request as it is kept on this device. */
export interface KeptRequest {
  readonly subject: string
  /** The work, or the first call. */
  readonly title: string
  readonly text: string
}

/** A list in the browser's storage that views follow. */
export interface Kept<T> {
  read(): readonly T[]
  write(next: readonly T[]): void
  use(): readonly T[]
}

/** Requests and accounts that are kept at most: each is some tens of kilobytes. */
const MOST = 32

/** A list under a key; entries that `isOne` does not know are passed over. */
export function createKept<T>(key: string, isOne: (value: unknown) => value is T): Kept<T> {
  const listeners = new Set<() => void>()
  let present: readonly T[] | undefined
  const read = (): readonly T[] => {
    present ??= parse(localStorage.getItem(key)).filter(isOne)
    return present
  }
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    read,
    write(next) {
      present = next.slice(0, MOST)
      try {
        localStorage.setItem(key, JSON.stringify(present))
      } catch {
        // A browser that keeps nothing knows it while the page is open.
      }
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, read),
  }
}

function parse(text: string | null): readonly unknown[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? found : []
  } catch {
    return []
  }
}

const areTexts = (...values: unknown[]): boolean => values.every((value) => typeof value === 'string')

/** The joint accounts of this device. */
export const keptJoint = createKept<KeptJoint>('demiurge.joint', (value): value is KeptJoint => {
  const { name, address, threshold, members, joint } = Object(value)
  return (
    areTexts(name, address, joint) &&
    typeof threshold === 'number' &&
    Array.isArray(members) &&
    areTexts(...members)
  )
})

/** The signing requests of this device. */
export const keptRequests = createKept<KeptRequest>('demiurge.requests', (value): value is KeptRequest => {
  const { subject, title, text } = Object(value)
  return areTexts(subject, title, text)
})

/** Keeps a request in place of an earlier copy of the same. */
export function keepRequest(request: KeptRequest): void {
  const rest = keptRequests.read().filter(({ subject }) => subject !== request.subject)
  keptRequests.write([request, ...rest])
}

/** Lets a request go. */
export function dropRequest(subject: string): void {
  keptRequests.write(keptRequests.read().filter((each) => each.subject !== subject))
}
