import { readFileSync } from 'node:fs'

/** Ticks of the processor's account in a second, as proc(5) counts them on every Linux of today. */
const TICKS = 100

/**
 * Processor time of all threads of a process until now, or of one of them, ms; NaN where this system does not tell. proc(5): fields 14 and 15; the name before
 * them may hold anything.
 */
export function cpuMsOf(pid: number | `${number}/task/${number}`): number {
  if (process.platform !== 'linux') return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS
}

/** Memory of a process in MB: what it holds now, or the most that it ever held; NaN where this system does not tell. */
export function megabytesOf(pid: number, which: 'now' | 'peak'): number {
  if (process.platform !== 'linux') return Number.NaN
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const line = which === 'now' ? /VmRSS:\s+(\d+) kB/ : /VmHWM:\s+(\d+) kB/
  return Number(line.exec(status)?.[1] ?? 0) / 1_024
}

/** The middle of the values; of an even number the higher of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** A small generator of numbers from 0 to 1, so that a run can be repeated by its seed. */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
