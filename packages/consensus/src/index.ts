/** How a committee agrees on one order of blocks and certifies what it led to: a state machine without clock, I/O or randomness. @module */
export { Certificate, checkCertificate } from './certificate.ts'
export {
  Committee,
  checkCommittee,
  committeeRoot,
  leaderOf,
  quorum,
  Seat,
} from './committee.ts'
export {
  type Consensus,
  type ConsensusOptions,
  createConsensus,
  type Recovered,
  type Status,
} from './consensus.ts'
export type { Env, Payload, Timer } from './env.ts'
export { ConsensusError, type ConsensusErrorCode } from './error.ts'
export { checkEvidence, Evidence } from './evidence.ts'
export { RecoveryPoint, retainedRound } from './linearise.ts'
export { type ControlMessage, Message, type PullMessage } from './message.ts'
export { type ConsensusParams, defaultParams } from './params.ts'
export {
  asVerifiedBlock,
  type DagBlock,
  type HeaderContext,
  type VerifiedBlock,
  verifyHeader,
} from './verified-block.ts'
