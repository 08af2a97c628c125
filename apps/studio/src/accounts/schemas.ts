/** A member's name as it is given: what it must be like is said by `addMember`. */
export const NAME = { type: 'string', maxLength: 256 } as const

/** A password that is set: what it must be like is said by `checkPassword`. */
export const PASSWORD = { type: 'string', maxLength: 1_024 } as const

/** A name or a password that is shown to sign in: anything, but not at any length. */
export const PRESENTED = { type: 'string', maxLength: 1_024 } as const

/** A code of an authenticator app, a recovery code or the code of the set-up, with spaces as people type them. */
export const CODE = { type: 'string', maxLength: 64 } as const

/** What a browser says for a passkey; the library checks it. */
export const RESPONSE = { type: 'object', required: ['id', 'response'] } as const

/** A token of ours. */
export const TOKEN = { type: 'string', minLength: 16, maxLength: 64, pattern: '^[\\w-]+$' } as const

/** What members may do. */
export const ROLE = { type: 'string', enum: ['owner', 'creator', 'viewer'] } as const

/** The schema of a route whose body is an object of these fields and no others. */
export function body(required: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    body: {
      type: 'object',
      additionalProperties: false,
      required: Object.keys(required),
      properties: { ...required, ...optional },
    },
  }
}

/** The schema of a route's `:id`. Anything else would be no row's, and PostgreSQL refuses NUL. */
export const BY_ID = {
  params: {
    type: 'object',
    properties: { id: { type: 'string', maxLength: 2_000, pattern: '^[\\w-]+$' } },
  },
} as const
