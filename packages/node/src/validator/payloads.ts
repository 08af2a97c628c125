import { CodecError } from '@demiurge/codec'
import { merkleHasher } from '@demiurge/crypto/native'
import {
  asVerified,
  type Block,
  type BlockHeader,
  blockId,
  checkInIsolation,
  decodeTransaction,
  LedgerError,
  type PolicyOf,
  policyFor,
  type ReceivedTransaction,
  receiveTransaction,
  type SignedTransaction,
  signingRoot,
  type VerifiedTransaction,
} from '@demiurge/ledger'
import { demiurge } from '@demiurge/modules'
import type { Verdict } from '../pool/claim-queue.ts'

type Transaction = VerifiedTransaction
type Received = ReceivedTransaction

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
  readonly found: (Transaction | Received | undefined)[]
  readonly keyless: Set<number>
  pending: Promise<unknown> | undefined
}

/** What payloads need of the node. */
export interface PayloadsOptions {
  readonly chainId: string
  /** Checks form and signatures on worker threads: one verdict each. */
  readonly verify: (received: readonly Received[], policyOf: PolicyOf) => Promise<readonly Verdict[]>
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
    const open: number[] = []
    for (const each of bytes) {
      const received = this.#receive(each)
      if (received === undefined) continue
      const at = found.length
      const known = inPool(received.id)
      // The pool's verdict is for the id; signatures are outside of it, so only the very same bytes share it.
      found.push(known !== undefined && sameBytes(known.bytes, each) ? { ...known, bytes: each } : received)
      if (found[at] !== received) continue
      if (isKeyless(received, policyOf)) keyless.add(at)
      else open.push(at)
    }
    const entry: Entry = {
      epoch: block.header.epoch,
      round: block.round,
      bytes,
      found,
      keyless,
      pending:
        open.length === 0
          ? undefined
          : this.#verify(found, open, policyOf).then(() => (entry.pending = undefined)),
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
    const { chainId, digest } = this.#options
    return payload.flatMap((bytes) => {
      const received = this.#receive(bytes)
      if (received === undefined) return []
      const { prepared } = checkInIsolation(bytes, { chainId, prepare: demiurge.prepare, digest })
      return asVerified(received, prepared.weight)
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
    const late = entries.some(({ keyless }) => keyless.size > 0) ? this.#verifyKeyless(entries) : []
    await Promise.all([...late, ...entries.map(({ pending }) => pending)])
    for (const { keyless } of entries) keyless.clear()
  }

  /** Has those verified whose keys may have come with an earlier transaction of the same commit. */
  #verifyKeyless(entries: readonly Entry[]): readonly Promise<unknown>[] {
    const { policyOf } = this.#options
    const carried = new Map<string, ReturnType<PolicyOf>>()
    const late: Promise<unknown>[] = []
    for (const { found, keyless } of entries)
      for (const [at, each] of found.entries()) {
        if (each === undefined) continue
        if (keyless.has(at)) {
          // What comes later in the order must not count, so the keys are looked up now.
          const { sender, payer } = each.envelope
          const known = new Map(
            [sender, payer ?? sender].map((one) => [one, policyOf(one) ?? carried.get(one)]),
          )
          late.push(this.#verify(found, [at], (account) => known.get(account)))
        }
        rememberPolicies(each, carried)
      }
    return late
  }

  /** Has those of the positions verified, and notes what was found. */
  async #verify(found: Entry['found'], positions: readonly number[], policyOf: PolicyOf): Promise<void> {
    const verdicts = await this.#options.verify(
      positions.flatMap((at) => found[at] ?? []),
      policyOf,
    )
    for (const [i, at] of positions.entries()) {
      const verdict = verdicts[i]
      found[at] = verdict instanceof Error ? undefined : verdict
    }
  }

  #receive(bytes: Uint8Array): Received | undefined {
    try {
      return receiveTransaction(bytes, this.#options.digest)
    } catch (error) {
      if (error instanceof LedgerError) return undefined
      throw error
    }
  }
}

const NOTHING: Payload = { bytes: [], transactions: [] }

/** Whether sender or payer relies on keys that the state does not have. */
function isKeyless({ bytes, envelope: { sender, payer } }: Received, policyOf: PolicyOf): boolean {
  const isUnknown = (account: string | null): boolean => account !== null && policyOf(account) === undefined
  if (!isUnknown(sender) && !isUnknown(payer)) return false
  const signed = readSigned(bytes)
  if (signed === undefined) return false
  const { authorization, payerAuthorization } = signed
  return (
    (isUnknown(sender) && authorization.policy === null) ||
    (isUnknown(payer) && payerAuthorization !== null && payerAuthorization.policy === null)
  )
}

/** Notes the policies that a transaction carries, where they are those of its accounts. */
function rememberPolicies({ bytes }: Received, carried: Map<string, ReturnType<PolicyOf>>): void {
  const signed = readSigned(bytes)
  if (signed === undefined) return
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

/** The whole of a transaction that came, or undefined where its bytes are not one's. */
function readSigned(bytes: Uint8Array): SignedTransaction | undefined {
  try {
    return decodeTransaction(bytes)
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
