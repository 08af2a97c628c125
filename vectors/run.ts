/** Runs every vector by others against both engines and says how many passed: `npm run vectors`. @module */
import { allVectors, hasVectors, type VectorCase } from './index.ts'

function passes({ check }: VectorCase): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

function run(): boolean {
  const { cases, leftOut } = allVectors()
  const families = new Map<string, VectorCase[]>()
  for (const one of cases) families.set(one.family, [...(families.get(one.family) ?? []), one])
  let done = 0
  const failed: VectorCase[] = []
  for (const [family, members] of families) {
    const wrong = members.filter((one) => !passes(one))
    failed.push(...wrong)
    done += members.length
    const share = `${Math.floor((done * 100) / cases.length)}`.padStart(3)
    console.error(`${share} %  ${family}: ${members.length - wrong.length} of ${members.length}`)
  }
  for (const { family, id } of failed) console.log(`FAILED  ${family} ${id}`)
  for (const { reason, count } of leftOut.filter(({ count }) => count > 0))
    console.log(`left out ${count}: ${reason}`)
  const omitted = leftOut.reduce((sum, { count }) => sum + count, 0)
  console.log(`vectors: ${cases.length - failed.length} of ${cases.length} passed, ${omitted} left out`)
  return failed.length === 0
}

if (!hasVectors()) console.log('vectors: none beside the repository (../shared/vectors), nothing was run')
else if (!run()) process.exitCode = 1
