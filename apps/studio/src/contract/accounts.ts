/**
 * What somebody may do: an owner everything, members and audit log included; a creator makes, exports and mints collections; a viewer
 * looks.
 */
export type Role = 'owner' | 'creator' | 'viewer'

/**
 * Whom the studio takes a request to come from. `open`: nobody has an account yet, and whoever reaches the studio on its own machine is
 * its owner. `secondFactor`: the password was right, a code or passkey is still due.
 */
export type SessionMode = 'open' | 'signedOut' | 'secondFactor' | 'signedIn'

/** A member of the studio. */
export interface UserView {
  readonly id: string
  /** What they sign in with: 3 to 64 characters, compared without regard to case. */
  readonly name: string
  readonly role: Role
  /** Unix ms. */
  readonly createdMs: number
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly isDisabled: boolean
}

/** `GET /studio/session`. */
export interface SessionView {
  readonly mode: SessionMode
  /** Who is signed in; none unless the mode is `signedIn`. */
  readonly user?: UserView
  /** What a request of this session may do now; in mode `open` that of an owner. */
  readonly role?: Role
}

/** One line of the audit log. Every line holds the hash of the one before, so that none can be taken out unseen. */
export interface AuditEntry {
  readonly sequence: number
  /** Unix ms. */
  readonly atMs: number
  /** Member's name, or `local` where the studio is open. */
  readonly actor: string
  /** Such as `session.signIn`, `collection.make`. */
  readonly action: string
  /** What was acted on: a name or an identifier. */
  readonly subject: string
  readonly details: Readonly<Record<string, string | number | boolean>>
  /** SHA-256 in hex over the previous hash and this line. */
  readonly hash: string
}

/** `GET /studio/audit?before=SEQUENCE&limit=N&search=TEXT`, for owners: lines, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
}

/** `GET /studio/audit/verify`: every hash computed anew. */
export interface AuditCheck {
  readonly isWhole: boolean
  /** Lines that hold. */
  readonly entries: number
  /** Hash of the last one that holds: whoever wrote it down can tell later that nothing before it was rewritten. */
  readonly head: string
  /** The first line that does not hold. */
  readonly brokenAt?: number
}
