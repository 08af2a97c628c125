/** Bounds that every node of a chain keeps (PROTOCOL section 8). They are configuration of the chain, told in every error. */
export const LIMITS = {
  /** Bytes of one signed transaction. */
  transactionBytes: 131_072,
  /** Calls in one transaction. */
  calls: 1_024,
  /** Longest validity window of a transaction. */
  windowMs: 600_000,
  /** Parents of a block: one for each author of the largest committee. */
  parents: 64,
  /** Transactions of one block, and of one commit. */
  blockTransactions: 320_000,
  /** Payload bytes of one block: four of them fill a commit. */
  blockBytes: 20_000_000,
  /** Payload bytes of one commit. */
  commitBytes: 80_000_000,
  /** Weight units of one commit: 320,000 plain transfers. */
  commitWeight: 320_000_000,
  /** Rounds behind a committed leader that may still enter the order. */
  depth: 64,
  /** How far a block's clock may be ahead of ours. */
  futureMs: 500,
  /** Commits from one checkpoint to the next (the finality depth). */
  checkpointInterval: 8,
} as const
