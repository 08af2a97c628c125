import { decode, encode, toHex } from '@demiurge/codec'
import { delayLink, portableSuites, publicKeyOf } from '@demiurge/crypto'
import { findFalseLink } from '@demiurge/crypto/native'
import { expect, test } from 'vitest'
import { delayOf, TemporalProof, temporalClaim, temporalMessage, verifyTemporalProof } from '../src/index.ts'
import { codeOf } from './transactions.ts'

const suite = portableSuites.get('ml-dsa-65')
const pair = suite.keyPairFromSeed(new Uint8Array(32).fill(9))
const key = publicKeyOf(pair, portableSuites)
const start = `0x${'51'.repeat(32)}`
const RULES = { window: 7n, start, iterations: 20 }

/** The ends of three links, and the proof that somebody makes of them. */
function publish(alter: (ends: string[]) => string[] = (ends) => ends) {
  const ends: string[] = []
  for (let at = start; ends.length < 3; at = ends.at(-1) ?? '')
    ends.push(toHex(delayLink(Uint8Array.fromHex(at.slice(2)), ends.length, RULES)))
  const said = alter(ends)
  const claim = temporalClaim(RULES, said)
  return { ends: said, proof: { ...claim, signature: suite.sign(temporalMessage(claim), pair) } }
}

test('a proof says who answers for how many steps, and its links can be checked side by side', async () => {
  const { proof, ends } = publish()
  expect(decode(TemporalProof, encode(TemporalProof, proof))).toEqual(proof)
  expect(proof).toMatchObject({ window: 7n, start, end: ends[2], iterations: 60n })
  verifyTemporalProof(proof, key, portableSuites)
  expect(
    await findFalseLink(
      delayOf(proof, ends),
      ends.map((end) => Uint8Array.fromHex(end.slice(2))),
    ),
  ).toBe(undefined)
})

test('whoever signs a false link is convicted by its own signature', async () => {
  const { proof, ends } = publish((right) => right.with(1, `0x${'66'.repeat(32)}`))
  verifyTemporalProof(proof, key, portableSuites)
  expect(
    await findFalseLink(
      delayOf(proof, ends),
      ends.map((end) => Uint8Array.fromHex(end.slice(2))),
    ),
  ).toBe(1)
})

test('no part of a proof can be exchanged', () => {
  const { proof } = publish()
  const other = `0x${'01'.repeat(32)}`
  const changes: Partial<TemporalProof>[] = [
    { window: 8n },
    { start: other },
    { end: other },
    { iterations: 61n },
    { segmentRoot: other },
    { signature: proof.signature.with(100, (proof.signature[100] ?? 0) ^ 1) },
    { signature: new Uint8Array() },
  ]
  for (const change of changes)
    expect(codeOf(() => verifyTemporalProof({ ...proof, ...change }, key, portableSuites))).toBe(
      'temporalProof.BadSignature',
    )
  const stranger = publicKeyOf(suite.keyPairFromSeed(new Uint8Array(32).fill(8)), portableSuites)
  for (const wrong of [stranger, { ...key, suite: 250 }])
    expect(codeOf(() => verifyTemporalProof(proof, wrong, portableSuites))).toBe('temporalProof.BadSignature')
})

test('ends that a proof does not speak of are none of its links', () => {
  const { proof, ends } = publish()
  const cases: readonly (readonly [Partial<TemporalProof>, readonly string[]])[] = [
    [{}, []],
    [{}, ends.slice(0, 2)],
    [{}, ends.toReversed()],
    [{}, Array.from({ length: 1_025 }, () => start)],
    [{ end: start }, ends],
    // Steps that are no whole number for each link, none at all, and more than anybody could take.
    [{ iterations: 61n }, ends],
    [{ iterations: 0n }, ends],
    [{ iterations: 3n * 2n ** 40n }, ends],
  ]
  for (const [change, given] of cases)
    expect(codeOf(() => delayOf({ ...proof, ...change }, given))).toBe('temporalProof.OtherSegments')
})
