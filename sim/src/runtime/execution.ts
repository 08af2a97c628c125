import {
  type Certificate,
  checkCertificate,
  type RecoveryPoint,
  type VerifiedBlock,
} from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Commit, checkpointDigest } from '@demiurge/ledger'
import { stakingPort, systemPort } from '@demiurge/modules'
import { fastSuites } from '../suites.ts'
import type { Ground } from './ground.ts'
import { certifiedHeight, type SimNode } from './node.ts'

/** Own blocks that will never be in the order: what they carry waits again. */
export function giveBack(node: SimNode, blocks: readonly VerifiedBlock[]): void {
  for (const { author, header } of blocks) {
    if (author !== node.seat) continue
    node.waiting.push(...(node.carried.get(header.payloadRoot) ?? []))
    node.carried.delete(header.payloadRoot)
  }
}

/** What was in blocks of a core that is over waits again; what is ordered all the same is refused the second time. */
export function giveBackAll(node: SimNode): void {
  for (const made of node.carried.values()) node.waiting.push(...made)
  node.carried.clear()
}

/** Everything up to the newest commit reaches the disk, blocks first. */
export function makeDurable(node: SimNode): void {
  node.synced = node.blocks.length
  node.archive.durable = node.chain?.head.height ?? node.archive.durable
}

/** Whether somebody waits for rounds to go on. */
export function wantsToHurry(node: SimNode): boolean {
  const { checkpoint } = node.archive
  const certified = certifiedHeight(node)
  const isClosing = checkpoint !== undefined && checkpoint.closing !== null && checkpoint.index > certified
  return node.waiting.length > 0 || isClosing || node.lastWithTransactions > certified
}

/** Executes a commit of the node's core and tells the core of checkpoints. */
export function execute(
  ground: Ground,
  node: SimNode,
  ordered: {
    readonly commit: Commit
    readonly blocks: readonly VerifiedBlock[]
    readonly point: RecoveryPoint
  },
): void {
  const { commit, blocks, point } = ordered
  const { chain, archive } = node
  const { referee, random, payloads, options } = ground
  if (chain === undefined) throw new Error(`node ${node.number} is down and commits`)
  // The old committee goes on until the closing checkpoint is certified; what it orders meanwhile comes again.
  if (commit.epoch < chain.epoch) {
    giveBack(node, blocks)
    return
  }
  const policyOf = (account: string) => systemPort.policyOf(chain, account)
  const executed = chain.execute(commit, point, payloads.ordered(blocks, policyOf))
  ground.trace(
    node,
    () =>
      `executes ${commit.index} of epoch ${commit.epoch}: ${executed.transactions.length} transactions, root ${executed.stateRoot.slice(0, 10)}`,
  )
  if (!node.liar) referee.executed(`node ${node.number}`, chain, executed)
  archive.add(executed, chain.head)
  node.progressMs = ground.nowMs()
  if (executed.transactions.length > 0) node.lastWithTransactions = commit.index
  for (const { author, header } of blocks) if (author === node.seat) node.carried.delete(header.payloadRoot)
  if (random.int(options.durabilityLag + 1) === 0) makeDurable(node)
}

/** A checkpoint has its certificate here: an epoch may be over. Answers whether it is. */
export function onCertificate(ground: Ground, node: SimNode, certificate: Certificate): boolean {
  const { index, closing, epoch } = certificate.checkpoint
  const found = node.archive.executed(index)
  if (node.chain === undefined || found === undefined || index <= certifiedHeight(node)) return false
  if (checkpointDigest(found.checkpoint) !== checkpointDigest(certificate.checkpoint))
    throw new Error(`node ${node.number}: checkpoint ${index} was certified with another content`)
  ground.trace(
    node,
    () => `certificate for checkpoint ${index}${closing === null ? '' : ', which closes its epoch'}`,
  )
  makeDurable(node)
  node.certified = { certificate, point: found.point }
  if (closing === null || epoch !== BigInt(node.changes.length)) return false
  node.changes.push({ certificate, committee: stakingPort.epochOf(node.chain).committee })
  return true
}

/** A certificate that another node sent. It counts where its checkpoint was executed; else it tells that there is more to have. */
export function hearCertificate(
  ground: Ground,
  node: SimNode,
  { from, certificate }: { readonly from: number; readonly certificate: Certificate },
): boolean {
  const { index, epoch } = certificate.checkpoint
  if (node.chain === undefined || index <= certifiedHeight(node)) return false
  const found = node.archive.executed(index)
  if (found === undefined) {
    node.heard.set(from, index)
    return false
  }
  const committee = stakingPort.committeeOf(node.chain, epoch)
  if (committee === undefined) return false
  checkCertificate(certificate, committee, fastSuites, merkleHasher.hashPairs)
  return onCertificate(ground, node, certificate)
}
