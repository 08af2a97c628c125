import type { NodeProfile, NodeStatus } from '@demiurge/api'

/** One family of Prometheus samples (exposition format 0.0.4). */
interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly (readonly [labels: string, value: number | bigint])[]
}

const MICROSECONDS = 1e6

/** What a node counts, as Prometheus reads it: names end in `_total`, `_seconds` or `_bytes` where they are such. */
export function metricsText(status: NodeStatus, profile: NodeProfile): string {
  return [...nodeFamilies(status, profile), ...stageFamilies(profile)].map(familyText).join('')
}

/** The content type of that format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

function nodeFamilies(status: NodeStatus, profile: NodeProfile): readonly Family[] {
  const { waiting, cache } = profile
  return [
    gauge('demiurge_ready', 'Whether the node is ready (1) or not (0).', status.ready ? 1 : 0),
    gauge('demiurge_height', 'Commits executed.', status.height),
    gauge('demiurge_certified_height', 'Commits under a certificate.', status.certifiedHeight),
    counter('demiurge_transactions_total', 'Transactions that became final.', profile.transactions),
    gauge(
      'demiurge_finality_seconds',
      'Median time from acceptance to finality.',
      (status.finalityMs ?? 0) / 1_000,
    ),
    gauge('demiurge_pool_transactions', 'Transactions that wait in the pool.', status.pool),
    gauge('demiurge_pool_bytes', 'Bytes of the transactions in the pool.', status.poolBytes),
    gauge('demiurge_resident_bytes', 'Memory of the process.', profile.residentBytes),
    gauge('demiurge_heap_bytes', 'Memory of the JavaScript heap.', profile.heapBytes),
    counter('demiurge_cpu_seconds', 'Processor time of the whole process.', seconds(profile.cpuUs)),
    counter(
      'demiurge_main_thread_seconds',
      'Time in which the main thread worked.',
      seconds(profile.mainThreadUs),
    ),
    gauge('demiurge_uptime_seconds', 'Time since the node started.', seconds(profile.uptimeUs)),
    {
      ...{ name: 'demiurge_waiting', type: 'gauge', help: 'What waits at a station.' },
      samples: Object.entries(waiting).map(([at, count]) => [`{station="${at}"}`, count] as const),
    },
    counter('demiurge_store_cache_hits_total', 'Entries of the store that its cache had.', cache.hits),
    counter(
      'demiurge_store_cache_misses_total',
      'Entries of the store that its cache had not.',
      cache.misses,
    ),
    gauge('demiurge_store_cache_bytes', 'What the cache holds.', cache.bytes),
    ...provenanceFamilies(profile),
  ]
}

function provenanceFamilies({ provenance }: NodeProfile): readonly Family[] {
  const { entries, anchored, posted } = provenance
  return [
    gauge('demiurge_provenance_entries', 'Entries of the provenance log.', entries),
    gauge('demiurge_provenance_anchored_entries', 'Entries that its anchor on the chain covers.', anchored),
    counter('demiurge_provenance_anchors_total', 'Anchors of it that this node has posted.', posted),
  ]
}

function stageFamilies({ stages }: NodeProfile): readonly Family[] {
  return [
    {
      ...{ name: 'demiurge_stage_items_total', type: 'counter', help: 'What went through a station.' },
      samples: stages.map(({ name, items }) => [`{stage="${name}"}`, items] as const),
    },
    {
      ...{ name: 'demiurge_stage_seconds', type: 'counter', help: 'Time that a station worked.' },
      samples: stages.map(({ name, busyUs }) => [`{stage="${name}"}`, seconds(busyUs)] as const),
    },
  ]
}

function gauge(name: string, help: string, value: number | bigint): Family {
  return { name, type: 'gauge', help, samples: [['', value]] }
}

function counter(name: string, help: string, value: number | bigint): Family {
  return { name, type: 'counter', help, samples: [['', value]] }
}

function seconds(us: bigint): number {
  return Number(us) / MICROSECONDS
}

function familyText({ name, type, help, samples }: Family): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}
