import { formatAddress, fromHex, toHex } from '@demiurge/codec'
import { findFalseLink, nativeHashes, nativeSuites } from '@demiurge/crypto/native'
import { delayOf, temporalClaim, verifyTemporalProof } from '@demiurge/ledger'
import { temporalPort } from '@demiurge/modules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHAIN_LENGTH, RevealChain } from '../src/validator/reveal-chain.ts'
import { createTestNetwork, type TestNetwork, until } from './network-of-nodes.ts'

let network: TestNetwork

beforeAll(async () => {
  network = await createTestNetwork({ validators: 4, epochMs: 8_000n, settings: { idleRoundMs: '50' } })
  await Promise.all([0, 1, 2, 3].map((number) => network.start(number)))
}, 60_000)
afterAll(() => network[Symbol.asyncDispose]())

interface Beacon {
  readonly epoch: string
  readonly delay: { readonly segments: number; readonly iterations: number; readonly revealBps: number }
  readonly previous: {
    readonly mix: string
    readonly publication: {
      readonly publisher: string
      readonly ends: readonly string[]
      readonly signature: string
    }
  } | null
}

test('a hash chain is found again after a restart, and ends where it must', () => {
  const chain = new RevealChain(new Uint8Array(32).fill(3), 0)
  expect(new RevealChain(new Uint8Array(32).fill(3), 0).tip).toBe(chain.tip)
  expect(new RevealChain(new Uint8Array(32).fill(3), 1).tip).not.toBe(chain.tip)
  let link = chain.tip
  for (let left = CHAIN_LENGTH - 1; left >= CHAIN_LENGTH - 5; left--) {
    const after = chain.after(link)
    expect(after?.left).toBe(left)
    expect(temporalPort.linkOf(after?.preimage ?? '')).toBe(link)
    link = after?.preimage ?? ''
  }
  expect(chain.after(`0x${'00'.repeat(32)}`)).toBeUndefined()
})

test('validators reveal, one publishes, and the next seed is the end of the delay, which anybody can check', async () => {
  let beacon: Beacon | undefined
  await until(async () => {
    beacon = await network.call<Beacon>(1, 'chain_getBeacon')
    return beacon.previous !== null
  }, 'a seed has come from the beacon')
  const { epoch, delay, previous } = beacon ?? {}
  if (epoch === undefined || delay === undefined || previous == null) throw new Error('the beacon has spoken')
  const { publisher, ends, signature } = previous.publication
  expect(ends.length).toBe(64)
  expect(delay.revealBps).toBe(1_000)
  const claim = temporalClaim({ start: previous.mix, window: BigInt(epoch) - 1n, ...delay }, ends)
  const key = network.keys.find(({ account }) => formatAddress(account) === publisher)?.publicKey
  if (key === undefined) throw new Error(`${publisher} is no validator`)
  verifyTemporalProof({ ...claim, signature: fromHex(signature) }, key, nativeSuites)
  expect(await findFalseLink(delayOf(claim, ends), ends.map(fromHex))).toBeUndefined()
  const { number, seed } = await network.call<{ number: string; seed: string }>(1, 'chain_getEpoch')
  const domain = new TextEncoder().encode('demiurge.beacon.1')
  const expected = toHex(nativeHashes['sha3-256'].digest(domain, fromHex(ends.at(-1) ?? '')))
  if (number === epoch) expect(seed).toBe(expected)
}, 60_000)
