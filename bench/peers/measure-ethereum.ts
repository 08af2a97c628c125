import { cpuMsOf, megabytesOf } from '../measuring/process-usage.ts'
import { batchOf, type EthereumNode, type Mining, type Peer } from './ethereum.ts'
import { lanesOf, sendLanes, TOTAL } from './workload.ts'

/** A run in which so long nothing more comes into blocks is over; so is one that takes so long in all. */
const STALLED_MS = 10_000
const LONGEST_MS = Number(process.env.BENCH_LONGEST_MS ?? 120_000)
/** A node that takes more memory than this is ended, for the sake of the machine. */
const MOST_MEGABYTES = Number(process.env.BENCH_MOST_MB ?? 6_144)
const POLL_MS = 20
/** Blocks that are asked about in one request. */
const BLOCKS = 500

/** What became of one workload. */
export interface Outcome {
  /** Transactions in blocks, and how many a second: from the first request to the last inclusion. */
  readonly included: number
  readonly perSecond: number
  /** Memory of the node at its peak, MB. */
  readonly rss: number
  /** Processor time of all threads of the node for each transaction, ms: unlike the time it hardly depends on what else the machine does. */
  readonly cpuMs: number
  /** Why the run was ended before all was included. */
  readonly ended?: string
}

/** What is known of a run while it goes on. */
interface Progress {
  included: number
  refused: number
  atMs: number
  rss: number
  cpuMs: number
  ended: string | undefined
}

/** Sends the workload to a fresh node and waits until all of it is in blocks, or nothing more comes, or it takes too much. */
export async function measureEthereum(
  peer: Peer,
  mining: Mining,
  signed: readonly { readonly transactions: readonly string[] }[],
): Promise<Outcome> {
  const lanes = lanesOf(signed.map(({ transactions }) => transactions)).map((batches) =>
    batches.map((batch) => batchOf(batch.map((each) => ['eth_sendRawTransaction', each] as const))),
  )
  const node = await peer.start(mining)
  const cpuBefore = cpuMsOf(node.pid)
  const start = performance.now()
  const progress: Progress = {
    included: 0,
    refused: 0,
    atMs: start,
    rss: 0,
    cpuMs: cpuBefore,
    ended: undefined,
  }
  const watching = setInterval(() => endIfTooMuch(node, start, progress), 100)
  try {
    const sending = sendLanes(node.url, 'application/json', lanes, (answer) => {
      progress.refused += answer.split('"error"').length - 1
    })
    await Promise.all([sending, countIncluded(node, progress)])
    read(node, progress)
  } catch (error) {
    // Whoever ended the node has told why.
    if (progress.ended === undefined) throw error
  } finally {
    clearInterval(watching)
    await node.kill('SIGKILL')
  }
  const { included, atMs, rss, ended } = progress
  const perSecond = included === 0 ? 0 : (included / (atMs - start)) * 1_000
  const cpuMs = (progress.cpuMs - cpuBefore) / included
  return { included, perSecond, rss, cpuMs, ...(ended === undefined ? {} : { ended }) }
}

function read({ pid }: EthereumNode, progress: Progress): void {
  progress.rss = megabytesOf(pid, 'peak')
  progress.cpuMs = cpuMsOf(pid)
}

function endIfTooMuch(node: EthereumNode, start: number, progress: Progress): void {
  if (progress.ended !== undefined) return
  read(node, progress)
  const now = performance.now()
  if (progress.rss > MOST_MEGABYTES) progress.ended = `more than ${MOST_MEGABYTES} MB of memory`
  else if (now - progress.atMs > STALLED_MS) progress.ended = `nothing more in ${STALLED_MS / 1_000} s`
  else if (now - start > LONGEST_MS) progress.ended = `more than ${LONGEST_MS / 1_000} s`
  else return
  void node.kill('SIGKILL')
}

/** Counts what is in blocks, block by block, until it is as many as the node has not refused. */
async function countIncluded(node: EthereumNode, progress: Progress): Promise<void> {
  let next = 1
  while (progress.included < TOTAL - progress.refused) {
    const [head] = await node.rpc([['eth_blockNumber']])
    const last = Math.min(Number(head), next + BLOCKS - 1)
    if (last < next) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      continue
    }
    const numbers = Array.from({ length: last - next + 1 }, (_, i) => next + i)
    const counts = await node.rpc(
      numbers.map((each) => ['eth_getBlockTransactionCountByNumber', `0x${each.toString(16)}`] as const),
    )
    const more = counts.reduce<number>((sum, count) => sum + Number(count), 0)
    next = last + 1
    if (more > 0) progress.atMs = performance.now()
    progress.included += more
  }
}
