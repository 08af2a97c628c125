/** All vectors by others, ready to run: `npm run vectors` runs every one, the tests a seeded sample. @module */
import { acvpVectors } from './acvp.ts'
import { falconVectors } from './falcon.ts'
import type { VectorSet } from './vector-set.ts'
import { wycheproofVectors } from './wycheproof.ts'

export { hasVectors, type VectorCase, type VectorSet } from './vector-set.ts'

/** Reads every file of vectors. Takes about a second; nothing is computed until a case's `check` runs. */
export function allVectors(): VectorSet {
  const sets = [acvpVectors(), wycheproofVectors(), falconVectors()]
  return { cases: sets.flatMap(({ cases }) => cases), leftOut: sets.flatMap(({ leftOut }) => leftOut) }
}
