import {
  CodecError,
  encode,
  fromJson,
  type Infer,
  type Json,
  list,
  struct,
  text,
  toHex,
  toJson,
  u32,
} from '@demiurge/codec'
import {
  addressOf,
  CryptoError,
  checkPolicy,
  MAX_MEMBERS,
  Member,
  multisigPolicy,
  Policy,
  type Suites,
} from '@demiurge/crypto'
import { SdkError } from '../error.ts'

/** An account that several people share, as each of them keeps it: who must sign, and what its members are called. It holds nothing secret. */
export const JointAccount = struct({
  format: text(32),
  version: u32,
  policy: Policy,
  /** What the members are called, in the order of the policy. */
  names: list(text(64), MAX_MEMBERS),
})
export type JointAccount = Infer<typeof JointAccount>

const FORMAT = 'demiurge-joint-account'
const VERSION = 1

/**
 * An account of several people, any `threshold` of whom sign for it. Members are put in the order of their keys' bytes, so that the same
 * people make the same address in whatever order they are named. Throws SdkError `joint.BadPolicy`.
 */
export function createJointAccount(
  threshold: number,
  members: readonly { readonly name: string; readonly member: Member }[],
  suites: Suites,
): JointAccount {
  if (members.length < 2)
    throw new SdkError('joint.BadPolicy', `a shared account has at least 2 members, ${members.length} given`)
  const sorted = members
    .map((each) => ({ ...each, order: toHex(encode(Member, each.member)) }))
    .toSorted((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)))
  const policy = multisigPolicy(
    threshold,
    sorted.map(({ member }) => member.keys),
  )
  return checked({ format: FORMAT, version: VERSION, policy, names: sorted.map(({ name }) => name) }, suites)
}

/** The account's address, 0x hex. */
export function jointAddress({ policy }: JointAccount): string {
  return addressOf(policy)
}

/** A joint account as the JSON text of its file. */
export function formatJointAccount(account: JointAccount): string {
  return `${JSON.stringify(toJson(JointAccount, account), null, 2)}\n`
}

/** Reads such a text. Throws SdkError `joint.Malformed` and `joint.BadPolicy`. */
export function parseJointAccount(given: string, suites: Suites): JointAccount {
  let account: JointAccount
  try {
    account = fromJson(JointAccount, JSON.parse(given) as Json)
  } catch (cause) {
    if (!(cause instanceof CodecError) && !(cause instanceof SyntaxError)) throw cause
    throw new SdkError('joint.Malformed', `this is no shared account: ${cause.message}`, { cause })
  }
  if (account.format !== FORMAT || account.version !== VERSION)
    throw new SdkError(
      'joint.Malformed',
      `it is of format "${account.format}" ${account.version}, this program reads ${FORMAT} ${VERSION}`,
    )
  return checked(account, suites)
}

function checked(account: JointAccount, suites: Suites): JointAccount {
  const { policy, names } = account
  try {
    checkPolicy(policy, suites)
  } catch (cause) {
    if (!(cause instanceof CryptoError)) throw cause
    throw new SdkError('joint.BadPolicy', `nobody could sign for this account: ${cause.message}`, { cause })
  }
  if (names.length !== policy.value.members.length)
    throw new SdkError('joint.BadPolicy', `${policy.value.members.length} members have ${names.length} names`)
  return account
}
