import type { MerkleHasher, RandomSource, Suites } from '@demiurge/crypto'
import type { Committee } from '@demiurge/ledger'
import type { ChainTrust } from './proof/trust.ts'
import type { Nonces } from './tx/nonces.ts'
import type { Submitter } from './tx/submitter.ts'
import type { Caller } from './wire/caller.ts'
import type { Transport } from './wire/transport.ts'

/** What a client needs of the world: pure code reaches for no clock and no randomness by itself. */
export interface Environment {
  /** Unix time in ms. */
  nowMs(): number
  /** Fresh random bytes from a secure source. */
  readonly random: RandomSource
}

/** What the parts of a client share. */
export interface ClientContext {
  readonly caller: Caller
  readonly transport: Transport
  readonly submitter: Submitter
  readonly environment: Environment
  readonly suites: Suites
  readonly hasher: MerkleHasher
  readonly nonces: Nonces
  /** The chain that this client believes in; asks the node at first use. */
  readonly trust: () => Promise<ChainTrust>
  /** The committee of an epoch, followed from the trusted one. */
  readonly committeeOf: (epoch: bigint) => Promise<Committee>
}
