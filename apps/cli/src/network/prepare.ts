import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { developmentSigner, networkChain, validatorKey, writeChainFile } from '@demiurge/node'
import { CommandError, UsageError } from '../error.ts'
import type { NetworkFolder } from './folder.ts'
import { isNodeProcess } from './node-process.ts'
import { checkPorts, planPorts } from './ports.ts'
import { findState, type NetworkState, writeState } from './state-file.ts'

/** What the command line says about a network; what is undefined stays as it was, or gets its default in a new one. */
export interface NetworkWishes {
  readonly validators: number | undefined
  readonly epochMs: bigint | undefined
  readonly basePort: number | undefined
  /** Settings of every node, `KEY=VALUE`. */
  readonly settings: readonly string[]
}

const DEFAULT_VALIDATORS = 4
const CHAIN_ID = 'demiurge-dev'

/**
 * Makes a folder ready for the start: a new network with keys and a chain file, or the one that is there. Throws UsageError when the
 * wishes contradict the chain that is there, CommandError `network.Running`, `network.OtherChain` or `network.PortTaken`.
 */
export async function prepareNetwork(folder: NetworkFolder, wishes: NetworkWishes): Promise<NetworkState> {
  const found = findState(folder)
  const isNew = !existsSync(folder.chainFile)
  if (found === undefined && !isNew)
    throw new CommandError(
      'network.OtherChain',
      `${folder.root} holds the chain of a single node; choose another folder for the network with --data`,
    )
  const state = found === undefined ? await newState(wishes) : await withWishes(folder, found, wishes)
  if (!isNew && wishes.epochMs !== undefined)
    throw new UsageError(
      `--epoch-ms is part of the chain and cannot change; leave it out, or choose another folder with --data`,
    )
  await checkPorts(state)
  // The state comes first: a folder with a chain file and without it would look like that of a single node.
  writeState(folder, state)
  if (isNew) writeChain(folder, state, wishes.epochMs)
  return state
}

async function newState({ validators, basePort, settings }: NetworkWishes): Promise<NetworkState> {
  const { nodes, ...pages } = await planPorts(validators ?? DEFAULT_VALIDATORS, basePort)
  return {
    version: 1,
    chainId: CHAIN_ID,
    ...pages,
    settings: [...settings],
    nodes: nodes.map((ports) => ({ ...ports, pid: null })),
  }
}

async function withWishes(
  folder: NetworkFolder,
  state: NetworkState,
  { validators, basePort, settings }: NetworkWishes,
): Promise<NetworkState> {
  const count = state.nodes.length
  const running = state.nodes.filter(({ pid }, i) => isNodeProcess(folder, i + 1, pid)).length
  if (running > 0)
    throw new CommandError(
      'network.Running',
      `the network in ${folder.root} already runs (${running} of ${count} nodes): demiurge network status shows it, network stop stops it, network restart N starts one node again`,
    )
  if (validators !== undefined && validators !== count)
    throw new UsageError(
      `${folder.root} holds a network of ${count} validators, not ${validators}: leave --validators out, or choose another folder with --data`,
    )
  const kept = settings.length === 0 ? state.settings : [...settings]
  const stopped = { ...state, settings: kept, nodes: state.nodes.map((node) => ({ ...node, pid: null })) }
  if (basePort === undefined) return stopped
  const { nodes, ...pages } = await planPorts(count, basePort)
  return { ...stopped, ...pages, nodes: nodes.map((ports) => ({ ...ports, pid: null })) }
}

function writeChain(folder: NetworkFolder, { chainId, nodes }: NetworkState, epochMs?: bigint): void {
  const validators = nodes.map((_, i) => validatorKey(join(folder.nodeData(i + 1), 'validator.json')))
  const chain = networkChain({
    chainId,
    validators,
    faucet: developmentSigner().address,
    nowMs: BigInt(Date.now()),
    ...(epochMs === undefined ? {} : { epochMs }),
  })
  writeChainFile(folder.chainFile, chain)
}
