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

/** What is still due, or may be, after the password. */
export type Factor = 'totp' | 'passkey' | 'recovery'

/**
 * `GET /studio/session`. All of these answer a SessionView and set the cookie:
 * `POST …/session {name, password}`; `…/session/code {code}` and `…/session/recovery {code}` in mode `secondFactor`;
 * `…/session/passkey/options` (WebAuthn's options), then `…/session/passkey {response}`, also without a password;
 * `…/session/confirm {password}`, `{code}` or `{response}` before security settings change; `POST /studio/setup {name, password, code?}`
 * makes the first account, an owner's; `DELETE …/session` signs out.
 */
export interface SessionView {
  readonly mode: SessionMode
  /** Who is signed in; none unless the mode is `signedIn`. */
  readonly user?: UserView
  /** What a request of this session may do now; in mode `open` that of an owner. */
  readonly role?: Role
  /** In mode `secondFactor`: what this member can show. */
  readonly factors?: readonly Factor[]
  /** In mode `signedOut`: nobody has an account; the code that the node printed at its start makes the first one. */
  readonly needsSetUp?: boolean
}

/** A passkey of one's own. */
export interface PasskeyView {
  readonly id: string
  readonly name: string
  /** The host on whose pages it works. */
  readonly site: string
  /** Unix ms. */
  readonly createdMs: number
  readonly usedMs?: number
}

/** A session of one's own. */
export interface OwnSessionView {
  readonly id: string
  /** Such as `Firefox on Windows`. */
  readonly device: string
  /** Address it was begun from. */
  readonly address: string
  /** Unix ms. */
  readonly createdMs: number
  readonly usedMs: number
  readonly isThis: boolean
}

/**
 * `GET /studio/account`. `PUT …/account/password {password}`; `POST …/account/totp` answers a TotpOffer, `…/account/totp/verify {code}`
 * a RecoveryCodes; `DELETE …/account/totp`; `POST …/account/recovery` a RecoveryCodes; `POST …/account/passkeys/options`, then
 * `POST …/account/passkeys {name, response}` a RecoveryCodes; `DELETE …/account/passkeys/ID`; `DELETE …/account/sessions/ID`, and
 * `DELETE …/account/sessions` for all others. All but the last two ask for a confirmation not older than ten minutes (403
 * `session.ConfirmFirst`).
 */
export interface AccountView {
  readonly user: UserView
  /** Recovery codes that were not used. */
  readonly recoveryCodes: number
  readonly passkeys: readonly PasskeyView[]
  readonly sessions: readonly OwnSessionView[]
}

/** A secret for an authenticator app, which counts once a code of it was shown. */
export interface TotpOffer {
  /** Base32, to type. */
  readonly secret: string
  /** `otpauth://…`, as a QR code. */
  readonly uri: string
}

/** New recovery codes, told once; empty where there were some already. */
export interface RecoveryCodes {
  readonly codes: readonly string[]
}

/** An invitation that was not taken yet, or a link to set a password anew (`for` a member). */
export interface InviteView {
  readonly id: string
  readonly role: Role
  /** The member whose password is set anew. */
  readonly for?: string
  /** Name of who made it. */
  readonly by: string
  /** Unix ms. */
  readonly createdMs: number
  readonly expiresMs: number
}

/**
 * `GET /studio/members`, for every member; invitations for owners only. For owners: `PATCH …/members/ID {role?, isDisabled?}`,
 * `DELETE …/members/ID`, `POST …/members/ID/reset` and `POST /studio/invites {role}` answer an InviteSecret, `DELETE …/invites/ID`.
 * `POST …/invites/look {token}` answers an InviteView, `POST …/invites/accept {token, name?, password}` a SessionView.
 */
export interface TeamView {
  readonly members: readonly UserView[]
  readonly invites: readonly InviteView[]
}

/** An invitation's secret, told once: the creator page's address with `#join=` and this. */
export interface InviteSecret {
  readonly invite: InviteView
  readonly token: string
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
