/** A client whose transactions are typed by the chain's own modules, and which verifies what a node tells it. @module */
export type { ClaimsView, DropView } from '@demiurge/api'
export { assetOfUri, assetUri } from './assets.ts'
export { type Client, type ClientOptions, createClient } from './client.ts'
export type { Environment } from './context.ts'
export { listEntries, MAX_LIST, type PublishedList, publishList, readList } from './drop/allowlist.ts'
export {
  type ClaimControl,
  type ClaimedPieces,
  type ClaimWish,
  claimPieces,
} from './drop/claim-pieces.ts'
export { type ClosedDrop, closeDrop } from './drop/close-drop.ts'
export { type DropMoment, momentOf, type NumberedPhase, type PhaseState, phaseState } from './drop/moment.ts'
export {
  type DropWork,
  findDrop,
  type OpenedDrop,
  openDrop,
  type Placeholder,
  type PlannedPhase,
} from './drop/open-drop.ts'
export {
  type DropPlan,
  defaultRevealBy,
  findPlanProblems,
  type PlanProblem,
  REVEAL_ALONE_MS,
} from './drop/plan.ts'
export {
  type ListProblem,
  MAX_LIST_PROBLEMS,
  readAllowances,
  requireAllowances,
  type WrittenList,
} from './drop/read-allowances.ts'
export { type RevealControl, type RevealedDrop, type RevealWork, revealDrop } from './drop/reveal-drop.ts'
export { SEALED_PICTURE } from './drop/sealed-picture.ts'
export { SdkError, type SdkErrorCode, TransactionError } from './error.ts'
export {
  type LicenceReport,
  type LicenceReportOptions,
  type LicenceScope,
  reportLicences,
} from './licence/report-licences.ts'
export {
  formatSignedMessage,
  MAX_MESSAGE_BYTES,
  parseSignedMessage,
  SignedMessage,
  signMessage,
  verifyMessage,
} from './message/signed-message.ts'
export { artworkUuid } from './mint/artwork-uuid.ts'
export { type CollectionTerms, findCollection, mintedCollectionId } from './mint/collection-on-chain.ts'
export {
  type CollectionControl,
  type CollectionWork,
  MAX_PIECES_PER_BATCH,
  type MintedCollection,
  mintCollection,
} from './mint/mint-collection.ts'
export { type MintControl, type MintedWork, type MintStep, mintWork } from './mint/mint-work.ts'
export { defaultCollectionOf, type NewCollection, type Work } from './mint/prepare-work.ts'
export type { PieceFiles, StoredWork } from './mint/store-piece.ts'
export {
  MAX_UPDATES,
  type MetadataWork,
  type UpdateControl,
  type UpdatedMetadata,
  updateMetadata,
} from './mint/update-metadata.ts'
export {
  type Committees,
  type CommitteesOptions,
  createCommittees,
} from './proof/committees.ts'
export type { ProvenAt, ProvenEntries, ProvenValue } from './proof/prove.ts'
export type { ChainTrust, TrustedChain, TrustSource } from './proof/trust.ts'
export type { CancelSignal } from './signal.ts'
export {
  type Cosigned,
  type CosignOptions,
  cosign,
  refreshRequest,
  remainingMs,
  requestCalls,
  requestMint,
  submitRequest,
  waitingFor,
} from './tx/cosign.ts'
export type { Account, Draft, SignedDraft, SignOptions, Submitted } from './tx/draft.ts'
export {
  type ExplainedCall,
  type ExplainedWork,
  explainCalls,
  fetchRequestedWork,
} from './tx/explain-request.ts'
export type { FeeEstimate } from './tx/fee.ts'
export {
  createJointAccount,
  formatJointAccount,
  JointAccount,
  jointAddress,
  parseJointAccount,
} from './tx/joint-account.ts'
export { formatPublicKey, parsePublicKey } from './tx/public-key.ts'
export {
  combineRequests,
  formatRequest,
  MAX_REQUEST_BYTES,
  parseRequest,
  REQUEST_VERSION,
  type ReadRequest,
  type RequestPhase,
  readRequest,
  SigningRequest,
  subjectOf,
} from './tx/signing-request.ts'
export type { WatchOptions } from './tx/watch.ts'
export { AuthenticityBundle, formatBundle, parseBundle } from './verify/bundle.ts'
export { type CredentialRole, credentialRole } from './verify/credential-role.ts'
export {
  type CheckName,
  isLicenceOnly,
  type Verdict,
  type Verification,
  type VerificationCheck,
  type VerifiedItem,
} from './verify/verification.ts'
export type { CollectionVerification, VerifyCollectionOptions } from './verify/verify-collection.ts'
export { type CollectionFiles, verifyCollectionFiles } from './verify/verify-collection-files.ts'
export { type VerifyWorkOptions, verifyWork } from './verify/verify-work.ts'
export { type Caller, createCaller, type Given } from './wire/caller.ts'
export { createSubscriptions, type Socket, type SocketListener } from './wire/subscriptions.ts'
export type { Subscription, Transport } from './wire/transport.ts'
