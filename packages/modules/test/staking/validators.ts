import { type KeyPair, portableSuites, publicKeyOf } from '@demiurge/crypto'
import { type ChainGenesis, defaultStakingParameters, demiurge, stakingPort } from '../../src/index.ts'
import { alice, bob, carol, GENESIS, World } from '../world.ts'

const suite = portableSuites.get('ml-dsa-65')

/** ML-DSA-65 keys of the first validators; portable keys take some milliseconds each, so they are made once. */
export const keys: readonly KeyPair[] = [1, 2, 3].map((seed) =>
  suite.keyPairFromSeed(new Uint8Array(32).fill(seed)),
)
export const STAKE = 10n ** 11n
export const EPOCH_MS = 10_000n

/** Three validators of equal stake, epochs of ten seconds, an unbonding time of three epochs. */
export const STAKING_GENESIS: ChainGenesis['staking'] = {
  startMs: 1_000_000n,
  seed: `0x${'5e'.repeat(32)}`,
  parameters: {
    ...defaultStakingParameters,
    epochMs: EPOCH_MS,
    unbondingMs: 3n * EPOCH_MS,
    minSelfStake: 10n ** 9n,
    epochRewards: 1_000_003n,
  },
  validators: [alice, bob, carol].map((account, i) => {
    const keyPair = keys[i]
    if (keyPair === undefined) throw new Error(`there is no key ${i}`)
    const { suite: id, key } = publicKeyOf(keyPair, portableSuites)
    return { account, suite: id, key, stake: STAKE, commissionBps: 1_000, name: `Validator ${i}` }
  }),
}

/** A chain with a committee. */
export class StakedWorld extends World {
  constructor(staking: ChainGenesis['staking'] = STAKING_GENESIS) {
    super({ ...GENESIS, staking }, demiurge)
  }

  /** Runs commits until the epoch is over; every seat but those named has a block in each. */
  nextEpoch(absent: readonly number[] = []): void {
    const before = this.environment.epoch
    for (let round = 1n; this.environment.epoch === before; round++) {
      const { committee } = stakingPort.epochOf(this)
      this.blocks = [...committee.seats.keys()]
        .filter((author) => !absent.includes(author))
        .map((author) => ({ author, round, reveal: null }))
      this.timeMs += EPOCH_MS / 8n
      this.nextCommit()
    }
    this.blocks = []
  }
}
