import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawClaim, runCase } from '../../../fuzz/cases.ts'
import { nobleVerdict, openSslVerdict } from '../../../fuzz/verdicts.ts'

/** Seeds of one epoch each: their valid signatures are made once. Long campaigns: `npm run fuzz`. */
const EPOCH = 20_000

test('engine, OpenSSL and noble agree on whatever is drawn', { timeout: 120_000 }, () => {
  const first = EPOCH * (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0)
  fc.assert(
    fc.property(fc.integer({ min: first, max: first + EPOCH - 1 }), (seed) => {
      const { dissent, claim } = runCase(seed)
      expect(
        dissent,
        `npm run fuzz -- --cases 1 --seed ${seed} (${claim.name}: ${claim.story})`,
      ).toBeUndefined()
    }),
    { numRuns: 400 },
  )
})

test('crafted signatures reach the last comparison: they are valid but for the one thing that was changed', () => {
  const isWanted = (story: string): boolean =>
    story === 'crafted: none' || /^crafted: (-\d+|0) beyond/.test(story)
  const seen = new Map<string, number>()
  for (let seed = 0; seed < 600; seed++) {
    const claim = drawClaim(seed)
    if (!claim.story.startsWith('crafted')) continue
    seen.set(claim.story, (seen.get(claim.story) ?? 0) + 1)
    const isFalcon = claim.name.startsWith('falcon')
    expect(isFalcon ? nobleVerdict(claim) : openSslVerdict(claim), claim.story).toBe(isWanted(claim.story))
  }
  for (const story of [
    'none',
    'long z',
    'swapped',
    'repeated',
    'padded',
    'falling end',
    'large end',
    '1 beyond the bound',
  ])
    expect(seen.get(`crafted: ${story}`), story).toBeGreaterThan(0)
})
