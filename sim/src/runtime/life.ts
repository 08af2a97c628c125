import {
  type Consensus,
  ConsensusError,
  createConsensus,
  type Env,
  type Message,
  retainedRound,
  type VerifiedBlock,
  verifyHeader,
} from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import { type Committee, payloadBytes, ZERO_HASH } from '@demiurge/ledger'
import { temporalPort } from '@demiurge/modules'
import { type Adversary, createAdversary } from '../adversaries/adversary.ts'
import { fastSuites } from '../suites.ts'
import { execute, giveBack, giveBackAll, onCertificate, wantsToHurry } from './execution.ts'
import { CHAIN_ID, preimageOf, SUITE } from './genesis.ts'
import type { Ground } from './ground.ts'
import { certifiedHeight, epochOfNode, loseMemory, type SimNode } from './node.ts'

/** A simulated crash in the middle of a step. */
class Crash extends Error {}

const MOST_EARLY = 256
const CERTIFYING_MS = 20
const suite = fastSuites.get(SUITE)

/** Runs an action of a node's core; a crash in the middle of it, or a liar that meets what it has signed, ends the node's life. */
export function guard(ground: Ground, node: SimNode, action: (consensus: Consensus) => void): void {
  if (node.consensus === undefined) return
  try {
    action(node.consensus)
  } catch (error) {
    const isCaught = node.liar && error instanceof ConsensusError
    if (!(error instanceof Crash) && !isCaught) throw error
    crash(ground, node)
  }
}

export function crash(ground: Ground, node: SimNode): void {
  ground.trace(node, () => `crashes; height ${node.archive.durable} is on disk`)
  loseMemory(node)
}

/** Starts a node from what is on its disk. */
export function start(ground: Ground, node: SimNode): void {
  node.life++
  node.chain = node.archive.restore()
  node.progressMs = ground.nowMs()
  ground.trace(node, () => `starts at height ${node.chain?.head.height}`)
  if (!node.liar) ground.referee.stands(`node ${node.number}`, node.chain)
  beginEpoch(ground, node)
}

/** Takes part in the epoch that the node is in, if it has a seat: at its beginning, or from the newest commit on. */
export function beginEpoch(ground: Ground, node: SimNode): void {
  const { first, options, random, referee } = ground
  const { chain, archive, person } = node
  if (chain === undefined) return
  const { committee, opening } = epochOfNode(node, first)
  node.session++
  giveBackAll(node)
  node.consensus = undefined
  const seat = committee.seats.findIndex(({ account }) => account === person.account)
  node.seat = seat < 0 ? null : seat
  if (!node.liar) referee.begins(`node ${node.number}`, committee)
  ground.trace(
    node,
    () =>
      `is in epoch ${committee.epoch} ${node.seat === null ? 'without a seat' : `on seat ${seat} of ${committee.seats.length}`}`,
  )
  if (node.seat === null) return
  const point = chain.head.height > opening.index ? (archive.point ?? null) : null
  const known = node.blocks.filter(({ header }) => header.epoch === committee.epoch)
  const own = known.filter(({ author }) => author === seat).sort((a, b) => b.round - a.round)
  const consensus = createConsensus({
    committee,
    seat,
    chainId: CHAIN_ID,
    opening,
    params: {
      deltaMs: 100,
      leaderTimeoutMs: 400,
      minRoundDelayMs: 20,
      idleRoundDelayMs: 20,
      ...options.params,
    },
    env: createEnv(ground, node, committee),
    hasher: merkleHasher,
    scheduleWindow: options.scheduleWindow,
    recovered: {
      blocks: random.shuffle(known.filter(({ round }) => point === null || round > retainedRound(point))),
      lastOwn: own[0] ?? null,
      point,
    },
  })
  node.consensus = consensus
  guard(ground, node, () => consensus.start())
  // The last executed checkpoint may lack its certificate: it is voted for again.
  const { checkpoint } = archive
  if (checkpoint?.epoch === committee.epoch && checkpoint.index > certifiedHeight(node))
    guard(ground, node, (core) => core.onExecuted(checkpoint))
  const early = node.early
  node.early = []
  for (const each of early) hear(ground, node, each)
}

/** A message of another node's core. Those of the next epoch are kept until it begins here. */
export function hear(
  ground: Ground,
  node: SimNode,
  parcel: { readonly from: number; readonly epoch: bigint; readonly message: Message },
): void {
  const { from, epoch, message } = parcel
  const present = BigInt(node.changes.length)
  if (node.chain !== undefined && epoch > present && node.early.length < MOST_EARLY) node.early.push(parcel)
  if (epoch !== present || node.consensus === undefined) return
  const { committee } = epochOfNode(node, ground.first)
  const account = ground.nodes[from]?.person.account
  const seat = committee.seats.findIndex((each) => each.account === account)
  if (message.kind === 'block') {
    const block = verifiedOf(ground, message.value, committee)
    guard(ground, node, (core) => core.onBlock(block, seat < 0 ? null : seat))
  } else if (seat >= 0) guard(ground, node, (core) => core.onMessage(seat, message))
}

function verifiedOf(
  { verified }: Ground,
  value: Extract<Message, { kind: 'block' }>['value'],
  committee: Committee,
): VerifiedBlock {
  const known = verified.get(value)
  if (known !== undefined) return known
  const block = verifyHeader(value, { chainId: CHAIN_ID, committee, hasher: merkleHasher }, fastSuites)
  verified.set(value, block)
  return block
}

function createEnv(ground: Ground, node: SimNode, committee: Committee): Env {
  const { first, random, referee, payloads, verified } = ground
  const { session } = node
  const { epoch } = committee
  const numbers = committee.seats.map(({ account }) => ground.numberOf(account))
  const lie = adversaryOf(ground, node, committee)
  const sent = referee.witnessOf(epoch)
  const send = (to: number, message: Message, laterMs = 0): void => {
    const number = numbers[to]
    if (number !== undefined) ground.deliver(node.number, number, { kind: 'core', epoch, message }, laterMs)
  }
  return {
    now: () => ground.clockOf(node),
    send(to, message) {
      const block = message.kind === 'block' ? verified.get(message.value) : undefined
      const isOwn = block !== undefined && block.author === node.seat
      if (block === undefined || !isOwn || lie === undefined) {
        if (isOwn) sent.sent(block)
        send(to, message)
        return
      }
      for (const sending of lie(block, to)) {
        const { value } = sending.message
        // What a liar signs is signed well: it need not be verified again.
        if (sending.message.kind === 'block') verified.set(value, value as VerifiedBlock)
        send(to, sending.message, sending.delayMs)
      }
    },
    setTimer: (timer, delayMs) => ground.timer(node, timer, delayMs),
    persist(block, own) {
      ground.blocks.set(block.id, block)
      verified.set(block, block)
      if (own && node.crashOnPersist === 'before') throw new Crash()
      node.blocks.push(block)
      if (own || random.chance(0.1)) node.synced = node.blocks.length
      if (own && node.crashOnPersist === 'after') throw new Crash()
    },
    sign: (message) => suite.sign(message, node.person.keyPair),
    payload() {
      const carries = node.waiting
      if (carries.length === 0) return { root: ZERO_HASH, bytes: 0 }
      node.waiting = []
      const payload = carries.map(({ bytes }) => bytes)
      const root = payloads.file(payload)
      node.carried.set(root, carries)
      return { root, bytes: payloadBytes(payload) }
    },
    reveal() {
      const { chain } = node
      if (chain === undefined || committee.seats.length === 1) return null
      if (!temporalPort.isRevealTime(chain, BigInt(ground.clockOf(node)))) return null
      if (node.liar && random.chance(0.3)) return `0x${'13'.repeat(32)}`
      return preimageOf(temporalPort.nextLinkOf(chain, node.person.account))
    },
    wantsToHurry: () => wantsToHurry(node),
    commit(commit, blocks, point) {
      execute(ground, node, { commit, blocks, point })
      const found = node.archive.executed(commit.index)
      if (found === undefined || found.checkpoint.epoch !== epoch) return
      ground.later(node, 0, () => {
        if (node.session === session) guard(ground, node, (core) => core.onExecuted(found.checkpoint))
      })
    },
    dropped: (blocks) => giveBack(node, blocks),
    certified(certificate) {
      // The archive comes first: a crash may be faster.
      ground.later(node, random.int(CERTIFYING_MS), () => {
        if (onCertificate(ground, node, certificate)) closeEpoch(ground, node)
      })
    },
    evidence(evidence) {
      node.evidence.push(evidence)
      const culprit = referee.accountOf(epoch, evidence.value.first.header.author)
      const number = culprit === undefined ? undefined : ground.numberOf(culprit)
      if (number === undefined || ground.nodes[number]?.liar !== true)
        throw new Error(`node ${node.number} has evidence against node ${number}, which is honest`)
    },
    refused: (block, error) => {
      ground.trace(node, () => `refuses a block of ${block.author}: ${error.message}`)
    },
    answerFromArchive(to, request) {
      const found = node.blocks.filter(
        ({ id, header }) =>
          header.epoch === epoch &&
          (request.kind === 'pull'
            ? request.value.ids.includes(id)
            : header.round >= request.value.from && header.round <= request.value.to),
      )
      for (const block of found.sort((a, b) => a.round - b.round).slice(0, 512))
        send(to, { kind: 'block', value: block })
    },
  }
  function adversaryOf({ options }: Ground, of: SimNode, context: Committee): Adversary | undefined {
    const liar = options.liars.find((each) => each.node === of.number)
    if (liar === undefined) return undefined
    const { opening } = epochOfNode(of, first)
    return createAdversary(liar.strategy, {
      context: { chainId: CHAIN_ID, committee: context, hasher: merkleHasher },
      seed: opening.closing?.nextSeed ?? ZERO_HASH,
      suite,
      keys: context.seats.flatMap(
        ({ account }) => first.validators.find((each) => each.account === account)?.keyPair ?? [],
      ),
      random,
      findBlock: (id) => ground.blocks.get(id),
    })
  }
}

/** The epoch is over here: everybody hears why, and the next one begins. */
export function closeEpoch(ground: Ground, node: SimNode): void {
  const certificate = node.certified?.certificate
  if (certificate === undefined) return
  for (const { number } of ground.nodes)
    if (number !== node.number) ground.deliver(node.number, number, { kind: 'certificate', certificate })
  beginEpoch(ground, node)
}
