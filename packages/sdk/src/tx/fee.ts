import type { Head } from '@demiurge/api'
import type { Authorization, Policy, Suites } from '@demiurge/crypto'
import { encodeTransaction, type SignedTransaction } from '@demiurge/ledger'

/** What a transaction will cost, in sparks. */
export interface FeeEstimate {
  /** At the prices of this moment, tip included. */
  readonly fee: bigint
  /** What is offered at most; only the price at execution is charged. */
  readonly maxFee: bigint
  readonly weight: number
  readonly bytes: number
}

/** `maxFee` is this many times the fee of now: prices move by an eighth a commit at most, so it holds through five full commits. */
export const FEE_MARGIN = 2n

/** The fee at a head's prices: weight by the thousand, rounded up, bytes, and the tip. */
export function estimateFee(
  head: Pick<Head, 'weightPrice' | 'bytePrice'>,
  size: { readonly weight: number; readonly bytes: number },
  tip: bigint,
): FeeEstimate {
  const work = (BigInt(size.weight) * head.weightPrice + 999n) / 1_000n
  const fee = work + BigInt(size.bytes) * head.bytePrice + tip
  return { fee, maxFee: (fee - tip) * FEE_MARGIN + tip, ...size }
}

/** Bytes of a transaction once it is signed. Signatures have fixed lengths, so the answer is known before there is one. */
export function signedBytes(
  unsigned: Pick<SignedTransaction, 'transaction'>,
  sender: Authorization,
  payer: Authorization | null,
): number {
  return encodeTransaction({ ...unsigned, authorization: sender, payerAuthorization: payer }).length
}

/**
 * An authorization with empty signatures of the right lengths: of the `threshold` members whose signatures are longest. The policy is
 * inside while the account is not registered.
 */
export function placeholder(policy: Policy, registered: boolean, suites: Suites): Authorization {
  const { threshold, members } = policy.value
  const sets = members.map(({ keys }, member) =>
    keys.map(({ suite }, key) => ({
      member,
      key,
      signature: new Uint8Array(suites.get(suite).signatureBytes),
    })),
  )
  const size = (set: (typeof sets)[number]): number =>
    set.reduce((sum, { signature }) => sum + signature.length, 0)
  const longest = sets.toSorted((a, b) => size(b) - size(a)).slice(0, threshold)
  const signatures = longest.flat().sort((a, b) => a.member - b.member || a.key - b.key)
  return { policy: registered ? null : policy, signatures }
}
