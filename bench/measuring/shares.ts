import { readdirSync, readFileSync } from 'node:fs'
import { call } from '../../packages/node/test/running.ts'
import { cpuMsOf } from './process-usage.ts'

/** Processor time by kind of thread and time by stage, ms, of some nodes together. */
export interface Shares {
  readonly threads: ReadonlyMap<string, number>
  readonly stages: ReadonlyMap<string, number>
}

/** Kinds of threads by the names that Node and RocksDB give them. */
const KINDS: readonly (readonly [kind: string, name: RegExp])[] = [
  ['main', /MainThread/],
  ['workers', /WorkerThread/],
  ['v8', /V8/],
  ['disk', /libuv|rocksdb/],
]
/** Stages that compute; what the others take is mostly waiting for the disk. */
const COMPUTING = ['receive', 'verify', 'order', 'execute', 'root', 'publish']

/**
 * What nodes have spent until now: of processor time by kind of thread (`workers`: verification and roots; `v8`: its collector and
 * compilers), nothing where this system does not tell; and by the clock in each stage that computes, as the nodes count it themselves.
 */
export async function sharesOf(
  nodes: readonly { readonly pid: number; readonly address: string }[],
): Promise<Shares> {
  const threads = new Map<string, number>()
  const stages = new Map<string, number>()
  for (const { pid, address } of nodes) {
    if (process.platform === 'linux') addThreads(threads, pid)
    const profile = (await call(address, 'node_getProfile', {})) as {
      readonly stages: readonly { readonly name: string; readonly busyUs: string }[]
    }
    for (const { name, busyUs } of profile.stages)
      if (COMPUTING.includes(name)) add(stages, name, Number(busyUs) / 1_000)
  }
  return { threads, stages }
}

function addThreads(threads: Map<string, number>, pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const path = `${pid}/task/${Number(thread)}` as const
    const name = readFileSync(`/proc/${path}/comm`, 'utf8')
    add(threads, KINDS.find(([, each]) => each.test(name))?.[0] ?? 'other', cpuMsOf(path))
  }
}

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms)
}
