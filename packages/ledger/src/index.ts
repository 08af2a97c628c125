/** Transactions, DAG blocks, commits and checkpoints, and the checks they must pass. @module */
export {
  Block,
  BlockHeader,
  blockId,
  blockMessage,
  CheckpointVote,
  encodeBlock,
  encodeBlockInParts,
  payloadBytes,
  payloadRoot,
  SignedHeader,
  signingRoot,
  ZERO_HASH,
} from './block.ts'
export {
  asVerified,
  type PolicyOf,
  policyFor,
  type VerifiedTransaction,
  verifySigner,
  verifyTransaction,
} from './check/authorization.ts'
export {
  BLOCK_VERSION,
  checkBlockSignature,
  checkHeaderForm,
  checkSignedHeader,
  type HeaderContext,
} from './check/header.ts'
export {
  type CarriedTransaction,
  type Envelope,
  type ReceivedTransaction,
  readCalls,
  readCarried,
  receiveTransaction,
} from './check/received.ts'
export { checkInContext, type TransactionContext } from './check/transaction-in-context.ts'
export {
  type CheckedTransaction,
  checkForm,
  checkInIsolation,
  type FormRules,
  type IsolationRules,
  type Prepared,
} from './check/transaction-in-isolation.ts'
export { Checkpoint, Closing, Commit, checkpointDigest, commitDigest, receiptsRoot } from './commit.ts'
export { Committee, committeeRoot, MAX_SEATS, quorum, Seat, totalWeight } from './committee.ts'
export { LedgerError } from './error.ts'
export { checkEvidence, Evidence } from './evidence.ts'
export { LIMITS } from './limits.ts'
export {
  delayOf,
  MAX_SEGMENTS,
  TemporalClaim,
  TemporalProof,
  temporalClaim,
  temporalMessage,
  verifyTemporalProof,
} from './temporal-proof.ts'
export {
  decodeTransaction,
  encodeTransaction,
  SignedTransaction,
  Transaction,
  TransactionCall,
  transactionBody,
  transactionId,
  transactionMessage,
} from './transaction.ts'
