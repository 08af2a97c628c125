/** A pool that many own by shares. Amounts in sparks. */
export interface Shared {
  readonly stake: bigint
  readonly shares: bigint
}

/**
 * Shares for an amount put in. Rounded down, so that nobody gains by putting in and taking out; the first spark makes one share. A pool
 * that was slashed to nothing has shares without stake: whoever adds to it gives to their owners, so adding is refused by the caller.
 */
export function sharesFor({ stake, shares }: Shared, amount: bigint): bigint {
  return shares === 0n ? amount : (amount * shares) / stake
}

/** What shares are worth now, rounded down: the rest stays with the others. The last owner takes all. */
export function stakeFor({ stake, shares }: Shared, part: bigint): bigint {
  return shares === 0n ? 0n : (part * stake) / shares
}
