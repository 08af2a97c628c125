import { merkleHasher } from '@demiurge/crypto/native'
import {
  asVerified,
  type Block,
  type BlockHeader,
  blockId,
  type CheckedTransaction,
  checkInIsolation,
  LedgerError,
  type PolicyOf,
  policyFor,
  signingRoot,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import { type PreparedCalls, RuntimeError } from '@demiurge/runtime'

type Transaction = VerifiedTransaction<PreparedCalls>
type Checked = CheckedTransaction<PreparedCalls>

/** What a block carries while it is on its way through the order. */
export interface Payload {
  /** Canonical bytes as they came. */
  readonly bytes: readonly Uint8Array[]
  /** The transactions that can be read and whose signatures are right, in order. Complete once `settle` has resolved. */
  readonly transactions: readonly Transaction[]
}

/** What a payload is filed under. */
interface BlockKey {
  readonly id: string
  readonly round: number
  readonly header: BlockHeader
}

interface Entry extends Payload {
  readonly epoch: bigint
  readonly round: number
  /** By position among the readable ones: verified, refused, or still without the keys it is to be held against. */
  readonly found: (Transaction | Checked | undefined)[]
  readonly keyless: Set<number>
  pending: Promise<unknown> | undefined
}

/** What payloads need of the node. */
export interface PayloadsOptions {
  readonly chainId: string
  /** Verifies signatures on worker threads. */
  readonly verify: (checked: Checked, policyOf: PolicyOf) => Promise<Transaction>
  /** A transaction that is in the pool was verified there. */
  readonly inPool: (id: string) => Transaction | undefined
  readonly policyOf: PolicyOf
  readonly digest: (bytes: Uint8Array) => Uint8Array
}

/**
 * The payloads of blocks that are not executed yet. Others' blocks may carry anything: what cannot be read, or has not the signatures of
 * the sender's policy, has no effect, and every node finds the same. Signatures are verified from the moment a block comes, so that
 * execution seldom waits. A sender's keys may come with an earlier transaction of the order that is not executed yet: such a one is
 * verified just before its commit is.
 */
export class Payloads {
  readonly #options: PayloadsOptions
  readonly #entries = new Map<string, Entry>()

  constructor(options: PayloadsOptions) {
    this.#options = options
  }

  /** Takes the payload of a block of our own: everything in it was verified in the pool. */
  addOwn(block: BlockKey, transactions: readonly Transaction[]): void {
    if (transactions.length === 0) return
    const bytes = transactions.map((each) => each.bytes)
    const { round } = block
    const { epoch } = block.header
    this.#entries.set(block.id, {
      epoch,
      round,
      bytes,
      transactions,
      found: [],
      keyless: new Set(),
      pending: undefined,
    })
  }

  /** Takes the payload of somebody else's block, and begins to verify it. */
  add(block: BlockKey, bytes: readonly Uint8Array[]): void {
    if (this.#entries.has(block.id) || bytes.length === 0) return
    const { inPool, policyOf } = this.#options
    const keyless = new Set<number>()
    const found: Entry['found'] = []
    const pending: Promise<unknown>[] = []
    for (const each of bytes) {
      const checked = this.#read(each)
      if (checked === undefined) continue
      const at = found.length
      const known = inPool(checked.id)
      // The pool's verdict is for the id; signatures are outside of it, so only the very same bytes share it.
      found.push(known !== undefined && sameBytes(known.bytes, each) ? { ...known, bytes: each } : checked)
      if (found[at] !== checked) continue
      if (isKeyless(checked, policyOf)) keyless.add(at)
      else pending.push(this.#verify(found, at, checked, policyOf))
    }
    const entry: Entry = {
      epoch: block.header.epoch,
      round: block.round,
      bytes,
      found,
      keyless,
      pending:
        pending.length === 0 ? undefined : Promise.all(pending).then(() => (entry.pending = undefined)),
      get transactions() {
        return found.filter((each): each is Transaction => each !== undefined)
      },
    }
    entry.pending?.catch(() => {})
    this.#entries.set(block.id, entry)
  }

  /**
   * Takes back the payloads of blocks from the log. What our own seat made was verified before it was written, so that only its form
   * is read again; the rest is verified again.
   */
  recover(blocks: readonly Block[], seatOf: (epoch: bigint) => number | null): void {
    for (const { header, signature, payload } of blocks) {
      const root = signingRoot(header, merkleHasher)
      const id = blockId(root, signature, merkleHasher)
      const key = { id, round: Number(header.round), header }
      if (header.author === seatOf(header.epoch)) this.addOwn(key, this.#ownAgain(payload))
      else this.add(key, payload)
    }
  }

  #ownAgain(payload: readonly Uint8Array[]): readonly Transaction[] {
    return payload.flatMap((bytes) => {
      const checked = this.#read(bytes)
      return checked === undefined ? [] : asVerified(checked)
    })
  }

  /** What a block carries; nothing for a block that is not known. */
  of(block: string): Payload {
    return this.#entries.get(block) ?? NOTHING
  }

  has(block: string): boolean {
    return this.#entries.has(block)
  }

  /**
   * Resolves when every transaction of these blocks, the next commit in their order, is verified or refused; undefined when that is so
   * already. The state must be that before the commit.
   */
  settle(blocks: readonly string[]): Promise<void> | undefined {
    const entries = blocks.flatMap((id) => this.#entries.get(id) ?? [])
    if (entries.every(({ pending, keyless }) => pending === undefined && keyless.size === 0)) return undefined
    return this.#settle(entries)
  }

  /** Lets go of payloads of earlier epochs, and of those of this round and below: their blocks never came into the order. */
  forget(epoch: bigint, round: number): void {
    for (const [id, entry] of this.#entries)
      if (entry.epoch < epoch || (entry.epoch === epoch && entry.round <= round)) this.#entries.delete(id)
  }

  /** Lets go of a block's payload. */
  delete(block: string): void {
    this.#entries.delete(block)
  }

  async #settle(entries: readonly Entry[]): Promise<void> {
    const { policyOf } = this.#options
    const carried = new Map<string, ReturnType<PolicyOf>>()
    const late: Promise<unknown>[] = []
    for (const { found, keyless } of entries)
      for (const [at, each] of found.entries()) {
        if (each === undefined) continue
        if (keyless.has(at)) {
          // What comes later in the order must not count, so the keys are looked up now.
          const earlier = new Map(carried)
          const known: PolicyOf = (account) => policyOf(account) ?? earlier.get(account)
          late.push(this.#verify(found, at, each, known))
        }
        rememberPolicies(each, carried)
      }
    await Promise.all([...late, ...entries.map(({ pending }) => pending)])
    for (const { keyless } of entries) keyless.clear()
  }

  async #verify(found: Entry['found'], at: number, checked: Checked, policyOf: PolicyOf): Promise<void> {
    try {
      found[at] = await this.#options.verify(checked, policyOf)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      found[at] = undefined
    }
  }

  #read(bytes: Uint8Array): Checked | undefined {
    const { chainId, digest } = this.#options
    try {
      return checkInIsolation(bytes, { chainId, prepare: demiurge.prepare, digest })
    } catch (error) {
      if (error instanceof LedgerError || error instanceof RuntimeError) return undefined
      throw error
    }
  }
}

const NOTHING: Payload = { bytes: [], transactions: [] }

/** Whether sender or payer relies on keys that the state does not have. */
function isKeyless({ signed }: Checked, policyOf: PolicyOf): boolean {
  const { transaction, authorization, payerAuthorization } = signed
  const lacks = (account: string, policy: unknown): boolean =>
    policy === null && policyOf(account) === undefined
  return (
    lacks(transaction.sender, authorization.policy) ||
    (transaction.payer !== null &&
      payerAuthorization !== null &&
      lacks(transaction.payer, payerAuthorization.policy))
  )
}

/** Notes the policies that a transaction carries, where they are those of its accounts. */
function rememberPolicies({ signed }: Checked, carried: Map<string, ReturnType<PolicyOf>>): void {
  const { transaction, authorization, payerAuthorization } = signed
  const pairs = [
    [transaction.sender, authorization],
    [transaction.payer, payerAuthorization],
  ] as const
  for (const [account, given] of pairs) {
    if (account === null || given === null || given.policy === null || carried.has(account)) continue
    try {
      carried.set(
        account,
        policyFor(account, given, () => undefined),
      )
    } catch (error) {
      // Another account's keys: the transaction is refused where it is verified.
      if (!(error instanceof LedgerError)) throw error
    }
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
