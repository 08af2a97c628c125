import { addressOf, CryptoError, checkPolicy, Member, type Policy, type Suites } from '@demiurge/crypto'
import { SdkError } from '../error.ts'
import { armour, unarmour } from './armour.ts'

const LABEL = 'DEMIURGE PUBLIC KEY'
/** Bytes of a member: two keys of the largest suites and their offsets. */
const LIMIT = 8_192

/** What somebody shares so that others can make an account with them: the public keys of their own account, as text. */
export function formatPublicKey(policy: Policy): string {
  const [member, ...others] = policy.value.members
  if (member === undefined || others.length > 0)
    throw new SdkError('joint.NotOne', 'this account has several members: share the key of one person')
  return armour(LABEL, Member, member)
}

/** Reads such a text: the member that it makes, and the address of the account that is that person's alone. Throws SdkError `armour.Malformed`. */
export function parsePublicKey(
  text: string,
  suites: Suites,
): { readonly member: Member; readonly address: string } {
  const member = unarmour(LABEL, Member, text, LIMIT)
  const policy: Policy = { kind: 'threshold', value: { threshold: 1, members: [member] } }
  try {
    checkPolicy(policy, suites)
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new SdkError('armour.Malformed', `this public key cannot be used: ${cause.message}`, { cause })
  }
  return { member, address: addressOf(policy) }
}
