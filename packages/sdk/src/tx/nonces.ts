/** Next nonces of the lanes that this client signs for, so that several transactions go out without waiting for each other. */
export interface Nonces {
  /** Takes the next nonce: the node's, or the one after the last that was taken here. */
  take(account: string, lane: number, fromNode: bigint): bigint
  /** Asks the node again next time: a transaction was refused, and those after it would wait for its nonce for ever. */
  forget(account: string, lane: number): void
}

/** Starts with nothing taken. */
export function createNonces(): Nonces {
  const next = new Map<string, bigint>()
  return {
    take(account, lane, fromNode) {
      const key = `${account}/${lane}`
      const local = next.get(key) ?? 0n
      const nonce = local > fromNode ? local : fromNode
      next.set(key, nonce + 1n)
      return nonce
    },
    forget: (account, lane) => void next.delete(`${account}/${lane}`),
  }
}
