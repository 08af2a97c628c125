import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import {
  CodecError,
  fromJson,
  type Infer,
  list,
  optional,
  struct,
  text,
  toJson,
  u8,
  u16,
  u32,
} from '@demiurge/codec'
import { CommandError } from '../error.ts'
import type { NetworkFolder } from './folder.ts'

/** Validators that one command starts on one machine. */
export const MAX_NODES = 32

/** One node: its ports, and its process; null when it was stopped on purpose. */
const NodeEntry = struct({ pid: optional(u32), apiPort: u16, meshPort: u16 })
export type NodeEntry = Infer<typeof NodeEntry>

/** What is written in network.json. Node I is entry I - 1. Only node 1 has pages. */
export const NetworkState = struct({
  version: u8,
  chainId: text(32),
  dashboardPort: u16,
  creatorPort: u16,
  /** Settings that every node was started with, `KEY=VALUE`. */
  settings: list(text(4_096), 64),
  nodes: list(NodeEntry, MAX_NODES),
})
export type NetworkState = Infer<typeof NetworkState>

/** The network of a folder, or undefined where there is none yet. Throws CommandError `network.BadState`. */
export function findState({ stateFile }: NetworkFolder): NetworkState | undefined {
  if (!existsSync(stateFile)) return undefined
  try {
    return fromJson(NetworkState, JSON.parse(readFileSync(stateFile, 'utf8')))
  } catch (cause) {
    if (!(cause instanceof CodecError || cause instanceof SyntaxError)) throw cause
    throw new CommandError('network.BadState', `${stateFile} does not describe a network: ${cause.message}`, {
      cause,
    })
  }
}

/** The network of a folder. Throws CommandError `network.NotFound` where there is none. */
export function getState(folder: NetworkFolder): NetworkState {
  const state = findState(folder)
  if (state === undefined)
    throw new CommandError(
      'network.NotFound',
      `${folder.root} holds no network: demiurge network start makes one, --data names another folder`,
    )
  return state
}

/** Writes network.json so that it is there whole or not at all. */
export function writeState({ root, stateFile }: NetworkFolder, state: NetworkState): void {
  mkdirSync(root, { recursive: true })
  writeFileSync(`${stateFile}.new`, `${JSON.stringify(toJson(NetworkState, state), null, 2)}\n`)
  renameSync(`${stateFile}.new`, stateFile)
}

/** The entry of a node, counted from 1. Throws CommandError `network.NoSuchNode`. */
export function entryOf({ nodes }: NetworkState, node: number): NodeEntry {
  const entry = nodes[node - 1]
  if (entry === undefined)
    throw new CommandError(
      'network.NoSuchNode',
      `there is no node ${node}: the network has ${nodes.length}, counted from 1`,
    )
  return entry
}

/** The state with the processes of some nodes changed; nodes that `pids` does not name stay as they are. */
export function withPids(state: NetworkState, pids: ReadonlyMap<number, number | null>): NetworkState {
  const nodes = state.nodes.map((entry, i) => {
    const pid = pids.get(i + 1)
    return pid === undefined ? entry : { ...entry, pid }
  })
  return { ...state, nodes }
}

/** Where a node's API is. */
export const apiOf = ({ apiPort }: NodeEntry): string => `http://127.0.0.1:${apiPort}`

/** Where other nodes reach a node. */
export const meshOf = ({ meshPort }: NodeEntry): string => `127.0.0.1:${meshPort}`
