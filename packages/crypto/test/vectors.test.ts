import { expect, test } from 'vitest'
import { allVectors, hasVectors } from '../../../vectors/index.ts'
import { seededRandom } from './seeded.ts'

/** Making one key of a small SLH-DSA set takes up to a second: each run draws one of these families. */
const isSlow = (family: string) => /SLH-DSA-\w+-\d+s/.test(family)

if (!hasVectors())
  process.stdout.write(
    'vectors by others: none at ../shared/vectors, left out; the tests that compare engines still run\n',
  )

test.runIf(hasVectors())('two of every family of vectors by others pass on their engine', () => {
  const random = seededRandom('vectors')
  const { cases, leftOut } = allVectors()
  const families = [...Map.groupBy(cases, ({ family }) => family).values()]
  const slow = families.filter(([first]) => first !== undefined && isSlow(first.family))
  const drawn = families.filter((family) => !slow.includes(family))
  const sample = [...drawn, ...drawn, ...slow.slice(random.below(slow.length)).slice(0, 1)].flatMap(
    (members) => members[random.below(members.length)] ?? [],
  )
  for (const one of sample) expect(one.check(), `${one.family} ${one.id}`).toBe(true)
  const omitted = leftOut.reduce((sum, { count }) => sum + count, 0)
  process.stdout.write(
    `vectors: ${sample.length} of ${cases.length} drawn from ${drawn.length + 1} of ${families.length} families, ${omitted} not offered (HashML-DSA, bare mu); all of them: npm run vectors\n`,
  )
})
