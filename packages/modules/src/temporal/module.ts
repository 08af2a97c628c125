import { address, hash, type Infer, list, struct } from '@demiurge/codec'
import { MAX_SEGMENTS } from '@demiurge/ledger'
import { defineModule } from '@demiurge/runtime'
import type { StateWriter } from '@demiurge/state'
import { commit, dispute, publish } from './calls.ts'
import { committed, disproved, published, upheld } from './events.ts'
import { windowIsPlausible } from './invariants.ts'
import { chains, Parameters, parameters } from './state.ts'
import { afterCommit } from './window.ts'

const TemporalGenesis = struct({
  parameters: Parameters,
  /** Tips of the hash chains of validators that are there from the beginning. */
  chains: list(struct({ account: address, tip: hash }), 1_024),
})
type TemporalGenesis = Infer<typeof TemporalGenesis>

/** Most steps of one link: a dispute has everybody take so many by portable code, and its weight is that of so many. */
const MAX_ITERATIONS = 131_072

/** Longest time in which reveals count, basis points of an epoch: not before the rest of it has begun to settle. */
const MAX_REVEAL_BPS = 5_000

/** A beacon that nobody can choose: hash chains of all validators, mixed, and a delay that is longer than anybody has to decide. */
export const temporal = defineModule({
  name: 'temporal',
  version: 1,
  doc: 'The sequential beacon: reveals, the delay over their mix, and the seed of the next epoch.',
  calls: { commit, publish, dispute },
  events: { committed, published, upheld, disproved },
  errors: {
    'temporal.NoValidator': 'The account is not registered as a validator.',
    'temporal.NoSeat': 'The account has no seat in the committee.',
    'temporal.NotMixed': 'There is no mix of that epoch to go on from.',
    'temporal.TooLate': 'The time for it is over in this epoch.',
    'temporal.Published': 'It is published already, or the sender has had its try.',
    'temporal.BadLength': 'The delay has another number of links.',
    'temporal.BadSignature': 'The claim is not signed with the key of the seat.',
    'temporal.NothingPublished': 'There is no such link.',
    'temporal.LinkHolds': 'The link was disputed before and is right.',
  },
  genesis: { codec: TemporalGenesis, build },
  hooks: { afterCommit },
  invariants: { windowIsPlausible },
})

function build(state: StateWriter, genesis: TemporalGenesis): void {
  const ctx = { state }
  const { segments, iterations, revealBps } = genesis.parameters
  if (segments < 1 || segments > MAX_SEGMENTS || iterations < 1 || iterations > MAX_ITERATIONS)
    throw new RangeError(
      `a delay has 1 to ${MAX_SEGMENTS} links of 1 to ${MAX_ITERATIONS} steps, not ${segments} of ${iterations}`,
    )
  if (revealBps < 1 || revealBps > MAX_REVEAL_BPS)
    throw new RangeError(
      `reveals count for 1 to ${MAX_REVEAL_BPS} basis points of an epoch, not ${revealBps}`,
    )
  parameters.set(ctx, genesis.parameters)
  for (const { account, tip } of genesis.chains) {
    if (chains.get(ctx, account) !== undefined) throw new RangeError(`genesis names two chains of ${account}`)
    chains.set(ctx, account, { link: tip, next: null })
  }
}
