import { openClient } from '../client.ts'
import type { NetworkFolder } from './folder.ts'
import { isNodeProcess } from './node-process.ts'
import { apiOf, getState, meshOf, type NodeEntry } from './state-file.ts'

/** What a node says of itself. Heights are commits. */
export interface NodeAnswer {
  readonly ready: boolean
  /** Why it is not ready. */
  readonly reasons: readonly string[]
  readonly height: bigint
  readonly stateRoot: string
  readonly round: bigint
  readonly certifiedHeight: bigint
  /** Neighbours it is connected to. */
  readonly peers: number
  /** Commits that the node is behind the highest of the network. */
  readonly lag: bigint
}

/** One node as seen from outside. */
export interface NodeReport {
  readonly node: number
  /** Address of its API. */
  readonly address: string
  readonly mesh: string
  /** Null when it is stopped. */
  readonly pid: number | null
  readonly up: boolean
  /** Null when it is down, or its API does not answer. */
  readonly answer: NodeAnswer | null
}

/** Whether the nodes that answer hold the same state, at the highest commit that all of them have. */
export interface Agreement {
  readonly height: bigint
  readonly isAgreed: boolean
}

/** A network as seen from outside. */
export interface NetworkReport {
  readonly chainId: string
  readonly nodes: readonly NodeReport[]
  /** Null with fewer than two answers. */
  readonly agreement: Agreement | null
}

const TIMEOUT_MS = 3_000

/** Asks every node of a network how it fares, all at once. Throws CommandError `network.NotFound`. */
export async function readNetwork(folder: NetworkFolder): Promise<NetworkReport> {
  const { chainId, nodes } = getState(folder)
  const asked = await Promise.all(nodes.map((entry, i) => askNode(folder, i + 1, entry)))
  const highest = asked.reduce((most, { answer }) => maximum(most, answer?.height ?? 0n), 0n)
  const reports = asked.map(({ answer, ...rest }) => ({
    ...rest,
    answer: answer === null ? null : { ...answer, lag: highest - answer.height },
  }))
  return { chainId, nodes: reports, agreement: await agreementOf(reports) }
}

type Asked = Omit<NodeReport, 'answer'> & { readonly answer: Omit<NodeAnswer, 'lag'> | null }

async function askNode(folder: NetworkFolder, node: number, entry: NodeEntry): Promise<Asked> {
  const address = apiOf(entry)
  const up = isNodeProcess(folder, node, entry.pid)
  const common = { node, address, mesh: meshOf(entry), pid: up ? entry.pid : null, up }
  if (!up) return { ...common, answer: null }
  const client = openClient({ url: address }, { timeoutMs: TIMEOUT_MS })
  try {
    const [head, status, { peers }] = await Promise.all([
      client.request('chain_getHead'),
      client.request('node_getStatus'),
      client.request('network_listPeers'),
    ])
    const { height, stateRoot, round, certifiedHeight } = head
    const { ready, reasons } = status
    const answer = { ready, reasons, height, stateRoot, round, certifiedHeight, peers: peers.length }
    return { ...common, answer }
  } catch {
    // It starts, it stops or it is paused: to be seen is what the report is for.
    return { ...common, answer: null }
  }
}

async function agreementOf(reports: readonly NodeReport[]): Promise<Agreement | null> {
  const answering = reports.flatMap(({ address, answer }) => (answer === null ? [] : [{ address, answer }]))
  if (answering.length < 2) return null
  const height = answering
    .map(({ answer }) => answer.height)
    .reduce((least, each) => (each < least ? each : least))
  if (height === 0n) return { height, isAgreed: true }
  const roots = await Promise.all(answering.map(({ address }) => rootAt(address, height)))
  const known = roots.filter((root) => root !== undefined)
  return known.length < 2 ? null : { height, isAgreed: new Set(known).size === 1 }
}

/** Undefined where a node does not have that commit: it joined by a snapshot, or went away just now. */
async function rootAt(url: string, height: bigint): Promise<string | undefined> {
  try {
    const { summary } = await openClient({ url }, { timeoutMs: TIMEOUT_MS }).request('chain_getCommit', {
      height,
    })
    return summary.stateRoot
  } catch {
    return undefined
  }
}

function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
