import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitting } from '../src/chain/fitting.ts'

const transaction = (bytes: number, weight: number) => ({
  bytes: new Uint8Array(bytes),
  weight,
})
const anyTransaction = fc
  .record({ bytes: fc.nat(20), weight: fc.nat(20) })
  .map(({ bytes, weight }) => transaction(bytes, weight))

test('a commit takes the longest beginning of the order that keeps every limit', () => {
  fc.assert(
    fc.property(
      fc.array(anyTransaction, { maxLength: 30 }),
      fc.record({ blockTransactions: fc.nat(20), commitBytes: fc.nat(200), commitWeight: fc.nat(200) }),
      (ordered, room) => {
        const { taken, left } = fitting(ordered, room)
        expect([...taken, ...left]).toEqual(ordered)
        const sums = (all: typeof taken) => ({
          count: all.length,
          bytes: all.reduce((sum, { bytes }) => sum + bytes.length, 0),
          weight: all.reduce((sum, { weight }) => sum + weight, 0),
        })
        const fits = ({ count, bytes, weight }: ReturnType<typeof sums>): boolean =>
          count <= room.blockTransactions && bytes <= room.commitBytes && weight <= room.commitWeight
        expect(fits(sums(taken))).toBe(true)
        if (left.length > 0) expect(fits(sums(ordered.slice(0, taken.length + 1)))).toBe(false)
      },
    ),
  )
})
