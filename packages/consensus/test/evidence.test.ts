import { checkEvidence, type Evidence } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { CHAIN_ID, createNetwork } from '../../../sim/src/network.ts'
import { fastSuites } from '../../../sim/src/suites.ts'
import { evidenceOf } from '../src/evidence.ts'

test('an equivocator is convicted by every honest node, and safety and progress hold', () => {
  const network = createNetwork({ seed: 21, weights: [1, 1, 1, 1], equivocators: [2] })
  for (const { seat } of network.peers) network.start(seat)
  network.run(4_000)
  const context = { chainId: CHAIN_ID, committee: network.committee }
  for (const { seat, evidence, index } of network.peers) {
    if (seat === 2) continue
    expect(index).toBeGreaterThan(10n)
    expect(evidence.length).toBeGreaterThan(0)
    for (const found of evidence) expect(checkEvidence(found, context, fastSuites)).toBe(2)
    const offences = evidence.map(({ value }) => value.first.header.round)
    expect(new Set(offences).size).toBe(offences.length)
  }
})

test('evidence against nobody convicts nobody', () => {
  const network = createNetwork({ seed: 22, weights: [1, 1, 1, 1] })
  for (const { seat } of network.peers) network.start(seat)
  network.run(800)
  expect(network.peers.every(({ evidence }) => evidence.length === 0)).toBe(true)
  const context = { chainId: CHAIN_ID, committee: network.committee }
  const blocks = network.peer(0).disk
  const [a, b] = [0, 1].map((author) => blocks.find((block) => block.author === author && block.round === 5))
  const next = blocks.find((block) => block.author === 0 && block.round === 6)
  if (a === undefined || b === undefined || next === undefined) throw new Error('the run was too short')
  const check = (evidence: Evidence) => () => checkEvidence(evidence, context, fastSuites)
  const innocent = expect.objectContaining({ code: 'evidence.NoOffence' })
  expect(check(evidenceOf('equivocation', a, b))).toThrow(innocent)
  expect(check(evidenceOf('equivocation', a, a))).toThrow(innocent)
  expect(check(evidenceOf('equivocation', a, next))).toThrow(innocent)
  expect(check(evidenceOf('doubleVote', a, next))).toThrow(innocent)
  const forged = { ...next, header: { ...next.header, round: 5n } }
  expect(check(evidenceOf('equivocation', a, forged))).toThrow(
    expect.objectContaining({ code: 'block.BadSignature' }),
  )
})
