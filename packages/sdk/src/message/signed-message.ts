import { address, CodecError, fromJson, type Infer, type Json, struct, text, toJson } from '@demiurge/codec'
import {
  Authorization,
  addressOf,
  CryptoError,
  checkAuthorization,
  checkPolicy,
  type Signer,
  type Suites,
} from '@demiurge/crypto'
import { SdkError } from '../error.ts'

/** The longest message, in bytes of UTF-8. */
export const MAX_MESSAGE_BYTES = 65_536

/** A text, who signed it, and what shows that: the account's policy, whose hash the address is, and the signatures of its keys. */
export const SignedMessage = struct({
  format: text(32),
  address,
  message: text(MAX_MESSAGE_BYTES),
  authorization: Authorization,
})
export type SignedMessage = Infer<typeof SignedMessage>

const FORMAT = 'demiurge.message.1'
/** No other thing that accounts sign begins like this: transactions begin with `demiurge.transaction.1`. */
const DOMAIN = new TextEncoder().encode(`${FORMAT}\0`)

/** Signs a text as an account: what it says is the signer's word, and it can never be taken for a transaction. Throws SdkError `message.Malformed`. */
export function signMessage(signer: Signer, message: string): SignedMessage {
  const signatures = [...signer.sign(signedBytes(message))]
  return {
    format: FORMAT,
    address: signer.address,
    message,
    authorization: { policy: signer.policy, signatures },
  }
}

/**
 * Checks a signed message by itself, without a node: the policy's hash is the address, and its keys have signed the text. Throws SdkError
 * `message.NotSigned` with the reason.
 */
export function verifyMessage(signed: SignedMessage, suites: Suites): void {
  const { authorization, message } = signed
  const { policy, signatures } = authorization
  if (signed.format !== FORMAT)
    throw new SdkError('message.Malformed', `format is "${signed.format}", it must be "${FORMAT}"`)
  if (policy === null)
    throw new SdkError('message.NotSigned', 'the message names no keys: authorization.policy is missing')
  if (addressOf(policy) !== signed.address)
    throw new SdkError('message.NotSigned', 'the keys in the message are not those of the address')
  try {
    checkPolicy(policy, suites)
    checkAuthorization(policy, signedBytes(message), signatures, suites)
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error
    throw new SdkError('message.NotSigned', `the signature does not hold: ${error.message}`, { cause: error })
  }
}

/** A signed message as the text that people hand on. */
export function formatSignedMessage(signed: SignedMessage): string {
  return JSON.stringify(toJson(SignedMessage, signed), null, 2)
}

/** Reads such a text. Throws SdkError `message.Malformed` with what is wrong. */
export function parseSignedMessage(given: string): SignedMessage {
  try {
    return fromJson(SignedMessage, JSON.parse(given) as Json)
  } catch (error) {
    if (!(error instanceof CodecError) && !(error instanceof SyntaxError)) throw error
    throw new SdkError('message.Malformed', `this is no signed message: ${error.message}`, { cause: error })
  }
}

function signedBytes(message: string): Uint8Array {
  const bytes = new TextEncoder().encode(message)
  if (bytes.length > MAX_MESSAGE_BYTES || !message.isWellFormed())
    throw new SdkError(
      'message.Malformed',
      `a message is text of at most ${MAX_MESSAGE_BYTES} bytes, this one has ${bytes.length}`,
    )
  const whole = new Uint8Array(DOMAIN.length + bytes.length)
  whole.set(DOMAIN)
  whole.set(bytes, DOMAIN.length)
  return whole
}
