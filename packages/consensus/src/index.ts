/** How a committee agrees on one order of blocks and certifies what it led to: a state machine without clock, I/O or randomness. @module */
export { Certificate, checkCertificate } from './certificate.ts'
export { checkCommittee, leaderOf } from './committee.ts'
export {
  type Consensus,
  type ConsensusOptions,
  createConsensus,
  type Recovered,
  type Status,
} from './consensus.ts'
export type { Env, Payload, Timer } from './env.ts'
export { ConsensusError, type ConsensusErrorCode } from './error.ts'
export { RecoveryPoint, resumeDigest, retainedRound } from './linearise.ts'
export { type ControlMessage, Message, type PullMessage } from './message.ts'
export { type ConsensusParams, defaultParams } from './params.ts'
export type { ScheduleRecord } from './schedule.ts'
export { nextCommittee } from './succession.ts'
export {
  asVerifiedBlock,
  type DagBlock,
  type ReadHeader,
  readHeader,
  type VerifiedBlock,
  verifyHeader,
} from './verified-block.ts'
