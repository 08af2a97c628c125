import { setTimeout } from 'node:timers/promises'
import type { Client } from '@demiurge/sdk'
import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'

const ask = (client: Client) => client.request('node_getProfile')
type NodeProfile = Awaited<ReturnType<typeof ask>>
type StageView = NodeProfile['stages'][number]

export const command = defineCommand({
  summary: 'Shows where the time of a running node goes, stage by stage.',
  positionals: [],
  options: {
    seconds: { value: 'N', doc: 'how long to watch, 10 when left out; 0: everything since the node started' },
  },
  notes: [
    'receive, order, execute, root and publish share the main thread; verify has threads of its own; log and persist wait for the disk.',
    'A share is of one core. What is not in a stage is HTTP, garbage collection and whatever else the process does.',
  ],
  examples: [
    'node profile',
    'node profile --seconds 60 --url http://127.0.0.1:8082',
    'node profile --seconds 0 --json',
  ],
  async run({ globals, values, terminal, signal }) {
    const seconds = values.seconds === undefined ? 10 : parseWhole(values.seconds, '--seconds', [0, 3_600])
    const { openClient } = await import('../client.ts')
    const { table } = await import('../network/table.ts')
    const client = openClient(globals)
    const first = seconds === 0 ? undefined : await ask(client)
    const progress = terminal.progress('Watching')
    try {
      for (let passed = 0; passed < seconds; passed++) {
        progress.update(passed / seconds)
        await setTimeout(1_000, undefined, { signal })
      }
    } catch (error) {
      // Ctrl-C: what was seen so far is shown.
      if (!signal.aborted) throw error
    } finally {
      progress.end()
    }
    const profile = difference(first, await ask(client))
    return { data: profile, text: textOf(profile, table) }
  },
})

/** What happened between two profiles; everything since the start when there is no first one. */
function difference(first: NodeProfile | undefined, last: NodeProfile): NodeProfile {
  if (first === undefined) return last
  const before = new Map(first.stages.map((stage) => [stage.name, stage]))
  return {
    ...last,
    uptimeUs: last.uptimeUs - first.uptimeUs,
    cpuUs: last.cpuUs - first.cpuUs,
    mainThreadUs: last.mainThreadUs - first.mainThreadUs,
    transactions: last.transactions - first.transactions,
    cache: {
      ...last.cache,
      hits: last.cache.hits - first.cache.hits,
      misses: last.cache.misses - first.cache.misses,
    },
    execution: {
      ...last.execution,
      speculated: last.execution.speculated - first.execution.speculated,
      conflicts: last.execution.conflicts - first.execution.conflicts,
      splits: last.execution.splits - first.execution.splits,
      merges: last.execution.merges - first.execution.merges,
      moves: last.execution.moves - first.execution.moves,
      failures: last.execution.failures - first.execution.failures,
    },
    provenance: { ...last.provenance, posted: last.provenance.posted - first.provenance.posted },
    stages: last.stages.map((stage) => {
      const { items = 0n, busyUs = 0n } = before.get(stage.name) ?? {}
      return { ...stage, items: stage.items - items, busyUs: stage.busyUs - busyUs }
    }),
  }
}

function textOf(
  profile: NodeProfile,
  table: (headings: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const { uptimeUs, cpuUs, mainThreadUs, transactions, stages, waiting, residentBytes, heapBytes } = profile
  const { hits, misses, bytes } = profile.cache
  const seconds = Number(uptimeUs) / 1e6
  const share = (us: bigint): string => `${((100 * Number(us)) / Math.max(1, Number(uptimeUs))).toFixed(1)} %`
  const rate = (count: bigint): string => Math.round(Number(count) / seconds).toLocaleString('en')
  const queues: Readonly<Record<string, number>> = waiting
  const row = ({ name, items, busyUs, longestUs }: StageView): string[] => [
    name,
    rate(items),
    items === 0n ? '-' : (Number(busyUs) / Number(items)).toFixed(1),
    share(busyUs),
    (Number(longestUs) / 1_000).toFixed(1),
    String(queues[name] ?? '-'),
  ]
  const mebibytes = (bytes: bigint): string => `${Math.round(Number(bytes) / 2 ** 20)} MiB`
  return [
    table(['stage', 'items/s', 'µs each', 'of a core', 'longest ms', 'waiting'], stages.map(row)),
    [
      `Watched      ${seconds.toFixed(1)} s, ${rate(transactions)} transactions/s`,
      `Processor    ${share(cpuUs)} of a core; the main thread ${share(mainThreadUs)}`,
      `CPU each     ${transactions === 0n ? '-' : `${(Number(cpuUs) / Number(transactions)).toFixed(0)} µs a transaction`}`,
      `Memory       ${mebibytes(residentBytes)}, of which JavaScript ${mebibytes(heapBytes)}`,
      `Cache        ${hits + misses === 0n ? '-' : `${((100 * Number(hits)) / Number(hits + misses)).toFixed(1)} %`} of ${hits + misses} reads of the store; ${mebibytes(bytes)}`,
      ...executionOf(profile.execution),
      provenanceOf(profile.provenance),
    ].join('\n'),
  ].join('\n\n')
}

/** How much of the provenance log stands on the chain. */
function provenanceOf({ entries, anchored, anchoredAt, posted }: NodeProfile['provenance']): string {
  const since = anchoredAt === null ? 'no anchor yet' : `anchored at ${anchored}, height ${anchoredAt}`
  return `Provenance   ${entries} entries in the log, ${since}; ${posted} anchors posted by this node`
}

/** Which lanes execute transactions, and what came of it. */
function executionOf({ threads, lanes, ...counts }: NodeProfile['execution']): readonly string[] {
  if (threads === 0)
    return [
      'Execution    one transaction after the other, no thread for more lanes (setting executionThreads)',
    ]
  const { speculated, conflicts, splits, merges, moves, failures } = counts
  const total = lanes.reduce((sum, { weight }) => sum + weight, 0n)
  const part = (weight: bigint): string => `${total === 0n ? 0 : (100n * weight) / total} %`
  return [
    `Execution    ${lanes.length} of at most ${threads + 1} lanes; ${speculated} transactions ahead of their turn, ${conflicts} of them again`,
    ...lanes.map(
      ({ lane, shards, weight }) =>
        `  lane ${lane}     ${shards} of 256 shards, ${part(weight)} of the load${lane === 0 ? ', and all merging' : ''}`,
    ),
    `             ${splits} splits, ${merges} merges, ${moves} shards moved, ${failures} lanes failed`,
  ]
}
