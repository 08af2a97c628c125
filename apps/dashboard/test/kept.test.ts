import { encode, formatAddress } from '@demiurge/codec'
import { balances, nft } from '@demiurge/modules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filtersOf, queryOf, toggled } from '../src/collection/filters.ts'
import { noticesOf } from '../src/notices/notices-of.ts'
import { parseNotices, type Watched } from '../src/notices/watched.ts'
import { parseContacts } from '../src/wallet/address-book.ts'
import { readPayment } from '../src/wallet/payment.ts'

const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const eventOf = (name: string, data: Uint8Array) => ({
  ...{ height: 7n, index: 0, transaction: hash(99), timestampMs: 1_000n },
  event: { name, data },
})

test('somebody who watches an account hears of coins that come and go, in plain words', () => {
  const watched: Watched[] = [{ kind: 'account', id: hash(2), name: 'Bob' }]
  const pay = (from: number, to: number) =>
    eventOf(
      'balances.transferred',
      encode(balances.events.transferred.data, { from: hash(from), to: hash(to), amount: 1_500_000_000n }),
    )
  expect(noticesOf(pay(1, 2), watched)[0]).toMatchObject({
    title: 'Bob',
    href: `/transactions/${hash(99)}`,
    isRead: false,
  })
  expect(noticesOf(pay(1, 2), watched)[0]?.text).toMatch(/^Received 1\.5 DEM from dem1/)
  expect(noticesOf(pay(2, 1), watched)[0]?.text).toMatch(/^Sent 1\.5 DEM to dem1/)
  expect(noticesOf(pay(1, 3), watched)).toEqual([])
})

test('a watched work and its collection tell what happens to them, others do not', () => {
  const moved = eventOf(
    'nft.transferred',
    encode(nft.events.transferred.data, {
      ...{ item: hash(10), collection: hash(11), from: hash(1), to: hash(2), by: hash(1) },
    }),
  )
  const watched: Watched[] = [
    { kind: 'item', id: hash(10), name: 'Tide' },
    { kind: 'collection', id: hash(11), name: 'Tides' },
    { kind: 'item', id: hash(12), name: 'Another' },
  ]
  expect(noticesOf(moved, watched).map(({ title, href }) => [title, href])).toEqual([
    ['Tide', `/items/${hash(10)}`],
    ['Tides', `/items/${hash(10)}`],
  ])
  expect(noticesOf(eventOf('nft.transferred', new Uint8Array([1, 2])), watched)).toEqual([])
  expect(noticesOf(eventOf('future.happened', new Uint8Array()), watched)).toEqual([])
})

test('whatever stands in the storage of the browser, the page lives', () => {
  const hostile = JSON.stringify({
    watched: [{ kind: 'item', id: 'x', name: 'x' }],
    notices: [{ id: 'a', title: 'b', text: 'c', href: 'javascript:alert(1)', timestampMs: 1, isRead: false }],
  })
  expect(parseNotices(hostile)).toEqual({ watched: [], notices: [] })
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(Array.isArray(parseNotices(text).notices)).toBe(true)
      expect(Array.isArray(parseContacts(text))).toBe(true)
    }),
  )
})

test('filters travel in the address, whatever traits are called', () => {
  const trait = fc.record({
    name: fc.string({ minLength: 1, unit: 'grapheme' }),
    value: fc.string({ unit: 'grapheme' }),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(trait, { maxLength: 5 }),
      fc.constantFrom('newest', 'oldest', 'rarest'),
      (traits, sort) => {
        const read = filtersOf(new URLSearchParams(queryOf({ sort, traits })))
        expect(read).toEqual({ sort, traits })
      },
    ),
  )
  const one = toggled({ sort: 'newest', traits: [] }, { name: 'Sky', value: 'Dawn' })
  expect(one.traits).toEqual([{ name: 'Sky', value: 'Dawn' }])
  expect(toggled(one, { name: 'Sky', value: 'Dawn' }).traits).toEqual([])
  expect(filtersOf(new URLSearchParams('sort=best&trait=%25E0%25A4%25A=x&trait=y'))).toEqual({
    sort: 'newest',
    traits: [],
  })
})

test('a payment is read as it was meant, or says which field is wrong', () => {
  const known = { contacts: [{ name: 'Bob', address: hash(2) }], free: 5_000_000_000n }
  expect(readPayment({ to: ' bob ', amount: '1.5' }, known)).toEqual({
    ok: true,
    to: hash(2),
    amount: 1_500_000_000n,
  })
  expect(readPayment({ to: formatAddress(hash(3)), amount: '5' }, known)).toMatchObject({
    ok: true,
    to: hash(3),
  })
  expect(readPayment({ to: 'nobody', amount: '6' }, known)).toMatchObject({
    ok: false,
    problems: {
      to: expect.stringMatching(/neither an address nor a name/),
      amount: expect.stringMatching(/not hold/),
    },
  })
  for (const amount of ['', '0', '-1', '1e3', 'x', '0.0000000001'])
    expect(readPayment({ to: 'Bob', amount }, known), amount).toMatchObject({
      ok: false,
      problems: { amount: expect.any(String) },
    })
})
