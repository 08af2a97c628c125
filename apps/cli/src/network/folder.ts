import { join, resolve } from 'node:path'

/** Where a network keeps its things. All paths are absolute: they are the mark by which its processes are known again. */
export interface NetworkFolder {
  readonly root: string
  /** The chain file that all nodes share. */
  readonly chainFile: string
  /** Which nodes there are, and the processes that run them now. */
  readonly stateFile: string
  /** The data folder of a node; nodes are counted from 1. */
  nodeData(node: number): string
  nodeLog(node: number): string
}

const DEFAULT_DATA = '.demiurge'

/**
 * The folder of a network. A data folder that was not chosen is where `node start` keeps a chain of its own: a network goes beside it,
 * into `.demiurge/network`, and shares its wallets.
 */
export function networkFolder(data: string): NetworkFolder {
  const root = resolve(data === DEFAULT_DATA ? join(data, 'network') : data)
  const nodeData = (node: number): string => join(root, `node-${node}`)
  return {
    root,
    chainFile: join(root, 'chain.json'),
    stateFile: join(root, 'network.json'),
    nodeData,
    nodeLog: (node) => join(nodeData(node), 'node.log'),
  }
}
