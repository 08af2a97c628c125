/**
 * @module @demiurge/studio/contract: what the studio's server answers, as types. All of it is JSON over HTTP below `/studio/` on the
 * creator page's own origin; whoever is signed in is known by a cookie. A refusal is a `Problem`.
 */
export type {
  AccountView,
  AuditCheck,
  AuditEntry,
  AuditPage,
  Factor,
  InviteSecret,
  InviteView,
  OwnSessionView,
  PasskeyView,
  RecoveryCodes,
  Role,
  SessionMode,
  SessionView,
  TeamView,
  TotpOffer,
  UserView,
} from './accounts.ts'
export type {
  CollectionView,
  LayerFileView,
  LayerView,
  MadeTrait,
  MakeRequest,
  PiecePage,
  PieceView,
  PreviewPiece,
  TraitCount,
} from './collections.ts'
export type { JobState, JobView, StudioEvent } from './jobs.ts'
export type { Problem } from './problem.ts'
