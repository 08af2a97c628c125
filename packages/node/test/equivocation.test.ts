import { formatAddress, fromHex, toHex } from '@demiurge/codec'
import { nativeSuites } from '@demiurge/crypto/native'
import { type BlockHeader, blockMessage, encodeBlock, signingRoot, ZERO_HASH } from '@demiurge/ledger'
import { openMesh } from '@demiurge/network'
import { afterAll, beforeAll, test } from 'vitest'
import type { ValidatorKey } from '../src/chain/validator-key.ts'
import { FRAME } from '../src/peers/frames.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork

beforeAll(async () => {
  network = await createTestNetwork({ validators: 4 })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

interface View {
  readonly account: string
  readonly slashed: string
  readonly leading: { readonly leads: boolean } | null
}

/** Two versions of the block that would follow the newest one of validator 3. */
async function twoVersions(key: ValidatorKey): Promise<readonly Uint8Array[]> {
  const { committee } = await network.call<{
    committee: { epoch: string; seats: { account: string; weight: string; suite: number }[] }
  }>(0, 'chain_getEpoch')
  const author = committee.seats.findIndex(({ account }) => account === formatAddress(key.account))
  const dag = await network.call<{ id: string; round: string; author: number; timestampMs: string }[]>(
    0,
    'chain_getDag',
    { rounds: 1_000 },
  )
  const own = dag
    .filter((block) => block.author === author)
    .sort((a, b) => Number(a.round) - Number(b.round))
    .at(-1)
  if (own === undefined) throw new Error('validator 3 has made no block')
  const at = Number(own.round)
  const others = dag.filter((block) => Number(block.round) === at && block.author !== author)
  const parents = [own.id, ...new Map(others.map((block) => [block.author, block.id])).values()]
  const suite = nativeSuites.get('ml-dsa-65')
  return [1n, 2n].map((later) => {
    const header: BlockHeader = {
      chainId: 'network-test',
      epoch: BigInt(committee.epoch),
      round: BigInt(at + 1),
      author,
      parents,
      timestampMs: BigInt(Date.now()) + later,
      payloadRoot: ZERO_HASH,
      payloadBytes: 0,
      checkpointVote: null,
      beaconReveal: null,
      ticketsRoot: ZERO_HASH,
      evidenceRoot: ZERO_HASH,
      version: 1,
    }
    const signature = suite.sign(blockMessage(signingRoot(header)), key.keyPair)
    return encodeBlock({ header, signature, payload: [] })
  })
}

test('who signs two blocks for a round is reported, slashed, and leads no more', async () => {
  const key = network.keys[3]
  if (key === undefined) throw new Error('there are four keys')
  await until(() => network.node(0).height() > 8n, 'the chain goes on')
  await network.stop(3)
  const { genesis } = await network.call<{ genesis: string }>(0, 'chain_getInfo')
  const connected = new Set<string>()
  const liar = await openMesh({
    seed: key.seed,
    chainId: 'network-test',
    genesis: toHex(fromHex(genesis)),
    listen: { host: '127.0.0.1', port: 0 },
    onConnected: ({ id }) => connected.add(id),
    onDisconnected: ({ id }) => connected.delete(id),
    onFrame: () => {},
  })
  liar.dial(network.node(0).mesh)
  const viewOf = async (): Promise<View | undefined> => {
    const validators = await network.call<View[]>(1, 'staking_listValidators')
    return validators.find(({ account }) => account === formatAddress(key.account))
  }
  let lies = 0
  await until(async () => {
    // The garbage line may pass the round before anybody has both: then it lies again.
    if (connected.size > 0 && lies++ % 100 === 0)
      for (const block of await twoVersions(key))
        for (const id of connected) liar.send(id, FRAME.block, block)
    return (await viewOf())?.slashed !== '0'
  }, 'the liar is slashed')
  await until(async () => (await viewOf())?.leading?.leads === false, 'the liar leads no more')
  await liar.close()
  const before = network.node(1).height()
  await until(() => network.node(1).height() > before + 8n, 'the chain goes on')
}, 90_000)
