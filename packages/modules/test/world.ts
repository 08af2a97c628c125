import { decode, encode, type Infer, toHex } from '@demiurge/codec'
import { H, type Policy } from '@demiurge/crypto'
import { SignedTransaction, type Transaction, transactionId } from '@demiurge/ledger'
import {
  type CommittedBlock,
  createRuntime,
  type EncodedCall,
  type Event,
  type EventRecord,
  type Module,
  type Receipt,
  type Runtime,
} from '@demiurge/runtime'
import { MemoryState, Overlay, type StateChange } from '@demiurge/state'
import { expect } from 'vitest'
import {
  admission,
  balances,
  balancesState,
  type ChainGenesis,
  type ChainTransaction,
  nft,
  plainTransfers,
  staking,
  stakingPort,
  system,
  systemPort,
  systemState,
  temporal,
  transparency,
} from '../src/index.ts'
import { probe } from './probe.ts'

/** An account for a name; nobody signs here, so there need be no key. */
export const person = (name: string): string => toHex(H(new TextEncoder().encode(name)))
export const alice = person('alice')
export const bob = person('bob')
export const carol = person('carol')
export const dave = person('dave')
export const people = [alice, bob, carol, dave] as const

export const ANCHOR = `0x${'a1'.repeat(32)}`
export const DEPOSIT = 1_000n
export const RICHES = 10n ** 12n
export const GENESIS = {
  system: { floor: { price: 100n, bytesPrice: 1n }, ceiling: { price: 10_000n, bytesPrice: 100n } },
  balances: {
    existentialDeposit: DEPOSIT,
    accounts: [alice, bob, carol].map((account) => ({ account, amount: RICHES })),
  },
}

type WorldGenesis = Pick<ChainGenesis, 'system' | 'balances'> & Partial<ChainGenesis>

/** The state at height 0; without a part for staking there is no committee, which most stories do without. */
export function buildWorld(state: MemoryState, genesis: WorldGenesis): void {
  system.genesis.build(state, genesis.system)
  balances.genesis.build(state, genesis.balances)
  if (genesis.staking !== undefined) staking.genesis.build(state, genesis.staking)
  if (genesis.temporal !== undefined) temporal.genesis.build(state, genesis.temporal)
}

/** The chain's modules and one that lets a test use ports as another module would. */
export const runtime = createRuntime([system, balances, nft, transparency, probe], admission, plainTransfers)

type CallsOf<M extends Module> = M['calls']
type ParamsOf<M extends Module, N extends keyof CallsOf<M>> = Infer<CallsOf<M>[N]['params']>

/** A call as it travels, typed by its module: `callOf(nft, 'burn', { item })`. */
export function callOf<M extends Module, N extends keyof CallsOf<M> & string>(
  module: M,
  name: N,
  params: ParamsOf<M, N>,
): EncodedCall {
  const definition = module.calls[name]
  if (definition === undefined) throw new Error(`${module.name} has no call ${name}`)
  return { method: `${module.name}.${name}`, params: encode(definition.params, params) }
}

export interface Submission {
  readonly transaction?: Partial<Transaction>
  readonly policy?: Policy
  readonly payerPolicy?: Policy
  readonly anchorKnown?: boolean
}

/** The data of an event, decoded. */
export interface SeenEvent {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a test knows which event it looks at
  readonly data: any
}

/** A chain of one node that executes a transaction at a time. */
export class World {
  readonly state = new MemoryState()
  height = 1n
  /** The blocks of the next commit, as hooks see them. */
  blocks: CommittedBlock[] = []
  timeMs = 1_000_000n

  readonly rules: Runtime<ChainTransaction>

  constructor(genesis: WorldGenesis = GENESIS, rules: Runtime<ChainTransaction> = runtime) {
    this.rules = rules
    buildWorld(this.state, genesis)
  }

  get environment() {
    const { height, timeMs, blocks } = this
    const epoch = stakingPort.epochNumber(this)
    return { chainId: 'test', height, timeMs, epoch, randomness: ANCHOR, leader: 0, blocks }
  }

  /** A transaction that is right in everything that `submission` does not change. */
  transaction(
    sender: string,
    calls: readonly EncodedCall[],
    { transaction: changes, policy, payerPolicy, anchorKnown = true }: Submission = {},
  ): ChainTransaction & { readonly signed: SignedTransaction } {
    const lane = changes?.lane ?? 0
    const transaction: Transaction = {
      chainId: 'test',
      sender,
      lane,
      nonce: systemPort.nextNonce(this, { account: sender, lane }),
      validFrom: this.timeMs - 1_000n,
      validUntil: this.timeMs + 60_000n,
      anchor: ANCHOR,
      tip: 0n,
      maxFee: 10n ** 10n,
      payer: null,
      calls,
      ...changes,
    }
    const signed = {
      transaction,
      authorization: { policy: policy ?? null, signatures: [] },
      payerAuthorization: transaction.payer === null ? null : { policy: payerPolicy ?? null, signatures: [] },
    }
    return {
      id: transactionId(transaction),
      sender,
      prepared: this.rules.prepare(calls),
      signed,
      bytes: encode(SignedTransaction, signed),
      anchorKnown,
    }
  }

  /** Executes a transaction and keeps what it changed. */
  execute(transaction: ChainTransaction): { receipt: Receipt; changes: readonly StateChange[] } {
    const overlay = new Overlay(this.state)
    const receipt = this.rules.execute(overlay, this.environment, transaction)
    const changes = overlay.changes()
    overlay.writeInto(this.state)
    return { receipt, changes }
  }

  submit(sender: string, calls: readonly EncodedCall[], submission?: Submission): Receipt {
    return this.execute(this.transaction(sender, calls, submission)).receipt
  }

  /** Executes calls that must succeed, and returns their events. */
  apply(sender: string, ...calls: readonly EncodedCall[]): readonly SeenEvent[] {
    const { outcome } = this.submit(sender, calls)
    if (outcome.kind !== 'applied') throw new Error(`${outcome.value.code}: ${outcome.value.message}`)
    return this.decoded(outcome.value.events)
  }

  decoded(events: readonly EventRecord[]): readonly SeenEvent[] {
    return events.map(({ name, data }) => {
      const event = this.rules.eventOf(name) ?? eventOf(name)
      return { name, data: decode(event.data, data) }
    })
  }

  /** Executes calls that must fail with a code, and checks that nothing but nonce and fee is different afterwards. */
  refuse(code: string, sender: string, ...calls: readonly EncodedCall[]): void {
    const before = this.snapshot()
    const { outcome } = this.submit(sender, calls)
    expect(outcome.kind === 'applied' ? 'applied' : outcome.value.code).toBe(code)
    expect(outcome.kind).toBe('failed')
    expect(differences(before, this.snapshot()).filter((key) => !paidFor(sender).has(key))).toEqual([])
  }

  /** Closes a commit: runs the hooks and goes on to the next height. */
  nextCommit(weight = 0): readonly StateChange[] {
    const overlay = new Overlay(this.state)
    this.rules.finishCommit(overlay, this.environment, { weight, limit: 1_000_000 })
    const changes = overlay.changes()
    overlay.writeInto(this.state)
    this.height += 1n
    this.timeMs += 100n
    return changes
  }

  brokenInvariants(): readonly string[] {
    return this.rules.brokenInvariants(this.state, (prefix) => this.state.keys(prefix))
  }

  /** Canonical bytes of the whole state by key. */
  snapshot(): ReadonlyMap<string, string> {
    return new Map(
      [...this.state.keys('')].map((key) => [key, toHex(this.state.bytes(key) ?? new Uint8Array())]),
    )
  }

  free(account: string): bigint {
    return balancesState.accounts.get(this, account)?.free ?? 0n
  }
}

export function eventOf(name: string): Event<unknown> {
  const event = runtime.eventOf(name)
  if (event === undefined) throw new Error(`no event ${name}`)
  return event
}

/** State keys that a failed transaction may have changed. */
export function paidFor(sender: string, lane = 0): ReadonlySet<string> {
  return new Set([
    ...(lane === 0 ? [] : [systemState.nonces.keyOf({ account: sender, lane })]),
    balancesState.accounts.keyOf(sender),
    balancesState.accounts.keyOf(balancesState.FEES_POT),
  ])
}

export function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))
}
