import { encode, formatAddress, toHex } from '@demiurge/codec'
import { createSigner, singleKeyPolicy } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import { temporalClaim, temporalMessage } from '@demiurge/ledger'
import { defaultStakingParameters, temporal } from '@demiurge/modules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ValidatorKey } from '../src/chain/validator-key.ts'
import { signedCall } from './chain-client.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork

beforeAll(async () => {
  network = await createTestNetwork({
    validators: 4,
    epochMs: 8_000n,
    // Whoever lies may fill commits until fees are so high that nobody cares to say so.
    price: 20_000n,
    settings: { idleRoundMs: '50' },
  })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

interface Beacon {
  readonly epoch: string
  readonly progressBps: number
  readonly delay: { readonly segments: number; readonly iterations: number }
  readonly window: {
    readonly mix: string
    readonly revealed: readonly number[]
    readonly publication: { readonly publisher: string } | null
  } | null
  readonly previous: { readonly publication: { readonly publisher: string } } | null
}

/** Publishes, with a validator's key, ends that no delay leads to. Resolves to the transaction's id. */
async function lie(key: ValidatorKey, { epoch, delay, window }: Beacon, nonce: bigint): Promise<string> {
  const { anchor } = await network.call<{ anchor: string }>(0, 'chain_getHead')
  const ends = Array.from({ length: delay.segments }, () => `0x${'66'.repeat(32)}`)
  const claim = temporalClaim({ window: BigInt(epoch), start: window?.mix ?? '', ...delay }, ends)
  const signature = nativeSuites.get(key.keyPair.suite).sign(temporalMessage(claim), key.keyPair)
  const params = encode(temporal.calls.publish.params, { epoch: BigInt(epoch), ends, signature })
  const policy = singleKeyPolicy(key.publicKey)
  const signer = createSigner({ suites: nativeSuites, policy, keyPairs: [key.keyPair] })
  // The validator's own node uses lane 0.
  const options = { nonce, anchor, chainId: 'network-test', lane: 1, withPolicy: true, maxFee: 10n ** 9n }
  const { bytes } = signedCall(signer, { method: 'temporal.publish', params }, options)
  const { id } = await network.call<{ id: string }>(0, 'tx_submit', { transaction: toHex(bytes) })
  return id
}

test('a false delay is found by the other validators: it is void, and its publisher loses its seat', async () => {
  const key = network.keys[3]
  if (key === undefined) throw new Error('there are four keys')
  const liar = formatAddress(key.account)
  const lies: { readonly id: string; readonly epoch: string }[] = []
  let jailedUntil = '0'
  await until(async () => {
    const beacon = await network.call<Beacon>(0, 'chain_getBeacon')
    const { window, epoch, progressBps } = beacon
    // Once everybody has revealed the mix is known: the liar can be there before those that have to compute.
    if (window?.revealed.length === 4 && window.publication === null && progressBps < 6_500)
      lies.push({ epoch, id: await lie(key, beacon, BigInt(lies.length)) })
    const validators = await network.call<{ account: string; jailedUntil: string }[]>(
      1,
      'staking_listValidators',
    )
    jailedUntil = validators.find(({ account }) => account === liar)?.jailedUntil ?? '0'
    return jailedUntil !== '0'
  }, 'the liar is suspended')
  const { epoch = '' } = lies.at(-1) ?? {}
  expect(BigInt(jailedUntil)).toBe(BigInt(epoch) + 1n + BigInt(defaultStakingParameters.jailEpochs))
  const after = await network.call<Beacon>(0, 'chain_getBeacon')
  expect(after.window?.publication?.publisher).not.toBe(liar)
  // The others go on without it, and with no seed that it has made.
  await until(async () => (await network.call<Beacon>(0, 'chain_getBeacon')).epoch !== epoch, 'an epoch ends')
  const next = await network.call<{ committee: { seats: { account: string }[] } }>(0, 'chain_getEpoch')
  expect(next.committee.seats.map(({ account }) => account)).not.toContain(liar)
  const { previous } = await network.call<Beacon>(0, 'chain_getBeacon')
  expect(previous?.publication.publisher).not.toBe(liar)
  const height = network.node(0).height()
  await until(() => network.node(0).height() > height + 8n, 'the chain goes on')
}, 90_000)
