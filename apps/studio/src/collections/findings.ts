import {
  type Catalogue,
  CollectionError,
  checkTemplates,
  countCombinations,
  createRules,
  stateLicence,
} from '@demiurge/art'
import { catalogueOf } from '../render/layers-view.ts'
import type { LayersView } from '../render/tasks.ts'

/** What stands in the way of making a collection. */
export interface CollectionProblem {
  readonly field: string
  readonly message: string
}

/** What follows from layers and definition. */
export interface Findings {
  readonly problems: readonly CollectionProblem[]
  /** Undefined where counting takes longer than an answer may: a render process counts then. */
  readonly combinations: bigint | undefined
  /** Undefined where the layers cannot be put together. */
  readonly catalogue: Catalogue | undefined
}

/** Counting on the thread that answers everybody ends here: a few milliseconds. */
const MOST_PARTIALS = 1_000

/** Looks at layers and definition: never throws for what somebody wrote. */
export function findFindings(view: LayersView): Findings {
  if (Object.keys(view.pictures).length === 0)
    return {
      problems: [{ field: 'layers', message: 'there is no layer yet: a layer is a folder of pictures' }],
      combinations: 0n,
      catalogue: undefined,
    }
  const [catalogue, fault] = attempt(() => catalogueOf(view))
  if (catalogue === undefined) return { problems: fault, combinations: 0n, catalogue: undefined }
  const { definition } = view
  const problems = [
    ...attempt(() => createRules(catalogue, definition))[1],
    ...attempt(() => checkTemplates(catalogue, definition))[1],
    ...attempt(() => definition.licence && stateLicence(definition.licence))[1],
    ...(definition.oneOfOnes ?? []).flatMap(({ file }, i) =>
      Object.hasOwn(view.pictures, file)
        ? []
        : [{ field: `$.oneOfOnes[${i}].file`, message: `there is no picture ${file}` }],
    ),
  ]
  if (problems.length > 0) return { problems, combinations: 0n, catalogue }
  const combinations = countCombinations(catalogue, definition, MOST_PARTIALS)
  const none = { field: '$.exclusions', message: 'the rules allow no piece at all: relax one' }
  return { problems: combinations === 0n ? [none] : [], combinations, catalogue }
}

function attempt<T>(work: () => T): readonly [T | undefined, readonly CollectionProblem[]] {
  try {
    return [work(), []]
  } catch (error) {
    if (!(error instanceof CollectionError)) throw error
    return [undefined, [{ field: error.field ?? 'layers', message: error.message }]]
  }
}
