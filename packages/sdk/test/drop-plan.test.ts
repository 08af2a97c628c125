/** What a creator writes before a drop is opened: lists of accounts and phases, with every mistake told at its place. */
import { formatAddress } from '@demiurge/codec'
import {
  defaultRevealBy,
  findPlanProblems,
  MAX_LIST_PROBLEMS,
  type PlannedPhase,
  readAllowances,
  requireAllowances,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ada, bob, person } from './chain-double.ts'

const eve = person('eve')
const [a, b, e] = [ada, bob, eve].map(({ address }) => formatAddress(address)) as [string, string, string]

describe('a list is read as people write it', () => {
  test('an account a line, with its allowance or without', () => {
    const { entries, problems } = readAllowances(`# friends\n${a}, 2\r\n\n${b}\n${e};3`)
    expect(problems).toEqual([])
    expect(entries).toEqual([
      { account: ada.address, allowance: 2 },
      { account: bob.address, allowance: 1 },
      { account: eve.address, allowance: 3 },
    ])
  })

  test('as a table out of a spreadsheet, and as JSON', () => {
    const rows = `\ufeff"Account","Allowance"\n"${a}","2"\n"${b}","1"\n`
    const json = JSON.stringify([{ account: a, allowance: 2 }, { account: b }])
    expect(readAllowances(rows)).toEqual(readAllowances(json))
    expect(readAllowances(rows).entries).toHaveLength(2)
  })

  test('with names that somebody knows', () => {
    const names = (word: string) => (word === 'bob' ? bob.address : undefined)
    expect(requireAllowances('bob 5', names)).toEqual([{ account: bob.address, allowance: 5 }])
  })

  test('and every mistake is told with its line', () => {
    const wrong = `${a.slice(0, -1)}${a.endsWith('q') ? 'p' : 'q'}`
    const { problems } = readAllowances(
      [`${a},2`, wrong, `${b},0`, `${b},1.5`, `${e} 1 2`, `${a},1`].join('\n'),
    )
    expect(problems.map(({ place }) => place)).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6'])
    expect(problems[0]?.message).toContain('is no address')
    expect(problems[1]?.message).toContain('“0” is no allowance')
    expect(problems[4]?.message).toContain('is on line 1 already')
    expect(() => requireAllowances(`x\n${a}\ny\nz\n-`)).toThrow(
      /line 1: “x” is no address.*line 3.*line 4.*and 1 more/,
    )
    expect(() => requireAllowances('\n\n')).toThrow('the list has no account')
    expect(readAllowances('[{"account":1}, 7]').problems.map(({ place }) => place)).toEqual([
      'entry 0',
      'entry 1',
    ])
    expect(readAllowances('[{').problems[0]?.message).toContain('it begins as JSON and is none')
  })

  test('nothing that is thrown at it throws, and what it tells has an end', () => {
    const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(a, b, ',', '1', '\n', '[', '"', '#'))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const { entries, problems } = readAllowances(words.join(''))
        expect(problems.length).toBeLessThanOrEqual(MAX_LIST_PROBLEMS + 1)
        expect(new Set(entries.map(({ account }) => account)).size).toBe(entries.length)
        for (const { allowance } of entries) expect(allowance).toBeGreaterThan(0)
      }),
    )
    expect(readAllowances('x\n'.repeat(100_000)).problems).toHaveLength(MAX_LIST_PROBLEMS)
  })
})

const friends: PlannedPhase = {
  name: 'friends',
  startMs: 1_000n,
  endMs: 2_000n,
  price: 0n,
  perAccount: null,
  supply: 5,
  allowlist: [{ account: ada.address, allowance: 1 }],
}
const everybody = {
  ...friends,
  name: 'everybody',
  startMs: 1_500n,
  endMs: 3_000n,
  supply: null,
  allowlist: null,
}
const whole = { phases: [friends, everybody], revealByMs: defaultRevealBy([friends, everybody]) }

describe('a plan', () => {
  test('that the chain would take has no problems, and others may reveal two weeks after its end', () => {
    expect(findPlanProblems(whole, { pieces: 10 })).toEqual([])
    expect(whole.revealByMs).toBe(3_000n + 14n * 86_400_000n)
  })

  test.each<[string, Partial<PlannedPhase>, RegExp]>([
    ['name', { name: '' }, /1 to 32 bytes/],
    ['name', { name: 'ü'.repeat(17) }, /1 to 32 bytes/],
    ['startMs', { startMs: 900n }, /before the beginning of “friends”/],
    ['endMs', { endMs: 1_500n }, /after the beginning/],
    ['price', { price: 2n ** 127n }, /more than all coins/],
    ['perAccount', { perAccount: 0 }, /whole number from 1 on/],
    ['supply', { supply: 1.5 }, /whole number from 1 on/],
    ['allowlist', { allowlist: [] }, /has 0 accounts/],
  ])('with a wrong %s is told so', (field, change, message) => {
    const found = findPlanProblems(
      { ...whole, phases: [friends, { ...everybody, ...change }] },
      { pieces: 10 },
    )
    expect(found).toEqual([{ phase: 1, field, message: expect.stringMatching(message) }])
  })

  test('of nothing, of too much, or with a deadline before its end, is told so', () => {
    expect(findPlanProblems({ phases: [], revealByMs: 0n }, { pieces: 1 })).toMatchObject([
      { field: 'phases' },
    ])
    const many = Array.from({ length: 17 }, () => everybody)
    expect(findPlanProblems({ ...whole, phases: many }, { pieces: 1 })).toMatchObject([
      { phase: undefined, message: 'must be 16 at most, there are 17' },
    ])
    expect(findPlanProblems({ ...whole, revealByMs: 2_999n }, { pieces: 1 })).toMatchObject([
      { field: 'revealByMs' },
    ])
  })

  test('is told of phases that are over before they begin to be sold, by the clock of whoever opens it', () => {
    expect(findPlanProblems(whole, { pieces: 1, nowMs: 2_500n })).toMatchObject([
      { phase: 0, field: 'endMs' },
    ])
  })
})
