import { CryptoError } from '../error.ts'
import { defineSuite, type Suite, type SuiteEngine } from './suite.ts'
import { type SuiteName, suiteTable } from './table.ts'

/** All signature schemes of one engine. Pure packages take it as a parameter, so that a node verifies natively and a page in JavaScript. */
export interface Suites {
  readonly byName: ReadonlyMap<string, Suite>
  readonly byId: ReadonlyMap<number, Suite>
  /** The suite of that name or id; throws `suite.Unknown`. */
  get(nameOrId: string | number): Suite
}

/** Builds the registry: one engine for each row of the table. */
export function createSuites(engines: Readonly<Record<SuiteName, SuiteEngine>>): Suites {
  const suites = suiteTable.map((parameters) => defineSuite(parameters, engines[parameters.name]))
  const byName = new Map<string, Suite>(suites.map((suite) => [suite.name, suite]))
  const byId = new Map<number, Suite>(suites.map((suite) => [suite.id, suite]))
  return {
    byName,
    byId,
    get(nameOrId) {
      const suite = typeof nameOrId === 'number' ? byId.get(nameOrId) : byName.get(nameOrId)
      if (suite === undefined)
        throw new CryptoError(
          'suite.Unknown',
          `there is no signature suite ${nameOrId}; the suites are ${[...byName.keys()].join(', ')}`,
        )
      return suite
    },
  }
}
