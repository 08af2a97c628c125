import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { type Delay, LINK_BYTES, linkSalt } from '../delay.ts'

const derive = promisify(pbkdf2)

/** The same as `delayLink`, on a thread of its own. */
export async function nativeDelayLink(
  beginning: Uint8Array,
  number: number,
  { window, iterations }: Pick<Delay, 'window' | 'iterations'>,
): Promise<Uint8Array> {
  return new Uint8Array(await derive(beginning, linkSalt(window, number), iterations, LINK_BYTES, 'sha256'))
}

/** Goes through a whole delay and returns the end of every link. Rejects with the signal's reason when it is told to stop. */
export async function computeDelay(
  { start, segments, ...link }: Delay,
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const ends: Uint8Array[] = []
  for (let at = start; ends.length < segments; at = ends.at(-1) ?? start) {
    signal?.throwIfAborted()
    ends.push(await nativeDelayLink(at, ends.length, link))
  }
  return ends
}

/**
 * Checks the ends of all links at the same time, as far as there are threads, and returns the number of the first wrong one; undefined
 * when the whole delay holds.
 */
export async function findFalseLink(
  { start, segments, ...link }: Delay,
  ends: readonly Uint8Array[],
): Promise<number | undefined> {
  const right = await Promise.all(
    Array.from({ length: segments }, async (_, number) => {
      const beginning = number === 0 ? start : ends[number - 1]
      const end = ends[number]
      if (beginning === undefined || end === undefined) return false
      const found = await nativeDelayLink(beginning, number, link)
      return found.length === end.length && found.every((byte, i) => byte === end[i])
    }),
  )
  const wrong = right.indexOf(false)
  return wrong < 0 ? undefined : wrong
}
