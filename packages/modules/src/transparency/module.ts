import { defineModule } from '@demiurge/runtime'
import { anchor, anchored } from './calls.ts'
import { anchorsAreFiled } from './invariants.ts'

/** Heads of transparency logs on the chain, so that no log can be rewritten behind what it showed. */
export const transparency = defineModule({
  name: 'transparency',
  version: 1,
  doc: 'Heads of transparency logs: sizes and roots that accounts put on the chain.',
  calls: { anchor },
  events: { anchored },
  errors: {
    'transparency.NoHead': 'The head has no name or no entry.',
    'transparency.Shorter': 'The account put a longer head of this log on the chain.',
    'transparency.Forked': 'The account put another root of the same size on the chain.',
  },
  invariants: { anchorsAreFiled },
})
