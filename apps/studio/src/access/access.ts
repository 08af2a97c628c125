import type { FastifyRequest } from 'fastify'
import type { Role } from '../contract/accounts.ts'
import { StudioError } from '../error.ts'

/** Who a request comes from. */
export interface Actor {
  /** The member's identifier; `local` where the studio is open. */
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Decides who may do what. */
export interface Access {
  /** Who the request comes from; undefined when nobody is signed in. */
  actorOf(request: FastifyRequest): Promise<Actor | undefined>
  /** Whether whoever sent the request is still signed in: for answers that go on long after it came. Asking is no use of the session. */
  isStillIn(request: FastifyRequest): Promise<boolean>
}

const RANKS: Readonly<Record<Role, number>> = { viewer: 0, creator: 1, owner: 2 }

/** The actor, who must have the role or a higher one. Throws StudioError `studio.SignedOut` (401), `studio.NotAllowed` (403). */
export async function requireRole(access: Access, request: FastifyRequest, role: Role): Promise<Actor> {
  const actor = await access.actorOf(request)
  if (actor === undefined) throw new StudioError('studio.SignedOut', 'sign in first', { status: 401 })
  if (RANKS[actor.role] < RANKS[role])
    throw new StudioError(
      'studio.NotAllowed',
      `this needs the role ${role}; ${actor.name} is a ${actor.role}: ask an owner of the studio`,
      { status: 403 },
    )
  return actor
}

/** Everybody who reaches the studio is its owner: what holds until the first account is made. */
export const openAccess: Access = {
  actorOf: async () => ({ id: 'local', name: 'local', role: 'owner' }),
  isStillIn: async () => true,
}
