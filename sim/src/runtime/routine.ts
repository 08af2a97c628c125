import { encode, fromHex, toHex } from '@demiurge/codec'
import { delayLink, portableSuites } from '@demiurge/crypto'
import { type TransactionCall, temporalMessage } from '@demiurge/ledger'
import { systemPort, temporal, temporalPort } from '@demiurge/modules'
import { sign } from './clients.ts'
import { giveBackAll } from './execution.ts'
import type { Ground } from './ground.ts'
import { beginEpoch, guard } from './life.ts'
import { certifiedHeight, pooledAt, type SimNode } from './node.ts'
import { checkOffer, falseOffer, type Offer } from './state-sync.ts'

/** A core that has stood still for so long, while others are ahead, is helped. */
const STALL_MS = 1_000
/** The lane on which validators have their say about the beacon. */
const BEACON_LANE = 7

/** What a node does from time to time: it says where it is, sees to the beacon, and asks for help when it has fallen behind. */
export function routine(ground: Ground, node: SimNode): void {
  const { random, nodes } = ground
  const { chain, certified } = node
  if (chain === undefined) return
  const others = nodes.filter(({ number }) => number !== node.number)
  const somebody = others[random.int(others.length)]
  if (certified !== undefined && somebody !== undefined)
    ground.deliver(node.number, somebody.number, { kind: 'certificate', certificate: certified.certificate })
  seeToBeacon(ground, node)
  const { height } = chain.head
  const ahead = [...node.heard].filter(([, index]) => index > height).map(([number]) => number)
  const isStalled = node.consensus === undefined || ground.nowMs() - node.progressMs >= STALL_MS
  const helper = ahead[random.int(ahead.length)]
  if (helper === undefined || !isStalled) return
  ground.deliver(node.number, helper, { kind: 'ask', after: height, changes: node.changes.length })
}

/** Answers somebody who is behind with the newest certified state. */
export function serve(
  ground: Ground,
  node: SimNode,
  asked: { readonly from: number; readonly after: bigint; readonly changes: number },
): void {
  const { certified, changes, archive } = node
  if (certified === undefined || certifiedHeight(node) <= asked.after) return
  const { certificate, point } = certified
  const standing = archive.at(certificate.checkpoint.index)
  if (standing === undefined) return
  const { entries, checkpoints, head } = standing
  const offer: Offer = {
    changes: changes.slice(asked.changes),
    firstChange: asked.changes,
    certificate,
    point,
    entries,
    checkpoints,
    transactions: head.transactions,
  }
  const isFalse = node.liar && ground.random.chance(0.5)
  const given = isFalse ? falseOffer(offer, ground.random) : offer
  ground.deliver(node.number, asked.from, { kind: 'offer', offer: given })
}

/** Goes on from a state that another node gives, if all of it is what its certificate vouches for. */
export function take(ground: Ground, node: SimNode, { from, offer }: { from: number; offer: Offer }): void {
  const { first, referee, tally } = ground
  const { certificate, point } = offer
  const { index } = certificate.checkpoint
  if (node.chain === undefined || index <= node.chain.head.height) return
  if (node.changes.length < offer.firstChange) return
  try {
    const { chain, standing, changes } = checkOffer(offer, { first, changes: node.changes })
    node.chain = chain
    node.changes = [...changes]
    node.archive.replace(standing)
  } catch (error) {
    // What an honest node gives is true.
    if (ground.nodes[from]?.liar !== true) throw error
    tally.refusedOffers++
    ground.trace(
      node,
      () => `refuses the state of node ${from}: ${error instanceof Error ? error.message : error}`,
    )
    return
  }
  tally.syncs++
  ground.trace(
    node,
    () =>
      `goes on from the state of node ${from}, height ${index}, root ${node.chain?.head.stateRoot.slice(0, 10)}`,
  )
  if (!node.liar) referee.stands(`node ${node.number}`, node.chain)
  node.certified = { certificate, point }
  node.synced = node.blocks.length
  node.progressMs = ground.nowMs()
  giveBackAll(node)
  beginEpoch(ground, node)
}

/** Publishes the delay or disputes what another has published, once in an epoch each. */
function seeToBeacon(ground: Ground, node: SimNode): void {
  const { random, tally } = ground
  const { chain, person } = node
  if (chain === undefined || node.consensus === undefined) return
  const present = temporalPort.windowOf(chain)
  const rules = temporalPort.parametersOf(chain)
  if (present?.isFixed !== true || rules === undefined) return
  const { epoch, mix, publication } = present
  const ends: Uint8Array[] = []
  for (let i = 0; i < rules.segments; i++)
    ends.push(delayLink(ends.at(-1) ?? fromHex(mix), i, { window: epoch, iterations: rules.iterations }))
  const once = (what: string): boolean => {
    const isFirst = !node.done.has(`${what}/${epoch}`)
    node.done.add(`${what}/${epoch}`)
    return isFirst
  }
  if (publication === null) {
    // In turn, roughly: mostly one publishes and the others see it in time. A liar hurries to be the first.
    if (!random.chance(node.liar ? 1 : 0.3) || !once('publish')) return
    const isFalse = node.liar && random.chance(0.7)
    const told = isFalse ? ends.map((end) => end.map((byte) => byte ^ 1)) : ends
    tally.publications++
    const claim = temporalPort.claimOf(chain, { epoch, mix }, told.map(toHex))
    const signature = portableSuites.get('ed25519').sign(temporalMessage(claim), person.keyPair)
    const params = { epoch, ends: told.map(toHex), signature }
    submitOwn(ground, node, {
      method: 'temporal.publish',
      params: encode(temporal.calls.publish.params, params),
    })
    return
  }
  const link = publication.ends.findIndex((end, i) => end !== toHex(ends[i] ?? new Uint8Array(0)))
  if (link < 0 || publication.publisher === person.account || !once('dispute')) return
  tally.disputes++
  submitOwn(ground, node, {
    method: 'temporal.dispute',
    params: encode(temporal.calls.dispute.params, { epoch, link }),
  })
}

function submitOwn(ground: Ground, node: SimNode, call: TransactionCall): void {
  const { chain, person } = node
  if (chain === undefined) return
  const { account } = person
  const lane = BEACON_LANE
  const nonce = systemPort.nextNonce(chain, { account, lane }) + BigInt(pooledAt(node, account, lane))
  const made = sign(person, [call], { anchor: chain.anchor, nonce, lane, nowMs: ground.nowMs() })
  node.waiting.push({ ...made, account, lane })
  guard(ground, node, (core) => core.onPayloadWaiting())
}
