import { encode } from '@demiurge/codec'
import {
  encodeTransaction,
  type Transaction,
  type TransactionCall,
  transactionId,
  transactionMessage,
} from '@demiurge/ledger'
import { balances, staking, systemPort } from '@demiurge/modules'
import type { Chain } from '../../../packages/node/src/chain/chain.ts'
import type { Random } from '../random.ts'
import { fastSuites } from '../suites.ts'
import { CHAIN_ID, DEM, type FirstState, type Person, SUITE } from './genesis.ts'

/** A signed transaction on its way: its bytes, its id, and whose it is. */
export interface Signed {
  readonly id: string
  readonly bytes: Uint8Array
}

const WINDOW_MS = 60_000
const LANES = 3
/** Lanes from here on are for transactions that must come through: each has one of its own, so that none waits for another. */
const SURE_LANES = 1_000

const utf8 = new TextEncoder()

/** Signs a transaction of one person; everything but sender and calls can be told otherwise. */
export function sign(
  sender: Person,
  calls: readonly TransactionCall[],
  terms: Partial<Transaction> & Pick<Transaction, 'anchor' | 'nonce' | 'lane'> & { readonly nowMs: number },
  withPolicy = true,
): Signed {
  const { nowMs, ...rest } = terms
  const transaction: Transaction = {
    chainId: CHAIN_ID,
    sender: sender.account,
    validFrom: BigInt(nowMs - WINDOW_MS),
    validUntil: BigInt(nowMs + WINDOW_MS),
    tip: 0n,
    maxFee: DEM,
    payer: null,
    calls: [...calls],
    ...rest,
  }
  const id = transactionId(transaction)
  const signature = fastSuites.get(SUITE).sign(transactionMessage(id), sender.keyPair)
  const bytes = encodeTransaction({
    transaction,
    authorization: {
      policy: withPolicy ? sender.policy : null,
      signatures: [{ member: 0, key: 0, signature }],
    },
    payerAuthorization: null,
  })
  return { id, bytes }
}

/** People who pay, stake and take back, and some who get it wrong. */
export interface Clients {
  /** What somebody hands in at a node, which knows of earlier ones of the same lane in its pool. */
  next(chain: Chain, pooled: (account: string, lane: number) => number, nowMs: number): Made
  /** A payment that must become final: nothing that happens to others can make it wrong. */
  sure(chain: Chain, nowMs: number): Signed
}

export interface Made extends Signed {
  readonly account: string
  readonly lane: number
}

export function createClients(first: FirstState, random: Random): Clients {
  const { clients, validators } = first
  let sureLane = SURE_LANES
  const anyone = (): string => random.pick(...persons).account
  const persons = [clients[0] ?? validators[0], ...clients.slice(1), ...validators].filter(
    (each) => each !== undefined,
  ) as [Person, ...Person[]]

  const payment = (to: string, amount: bigint): TransactionCall => ({
    method: 'balances.transfer',
    params: encode(balances.calls.transfer.params, { to, amount }),
  })
  const call = (): TransactionCall => {
    const validator = validators[random.int(validators.length)]?.account ?? anyone()
    const amount = BigInt(1 + random.int(3_000)) * 1_000n * DEM
    switch (random.int(8)) {
      case 0:
      case 1:
        return {
          method: 'staking.delegate',
          params: encode(staking.calls.delegate.params, { validator, amount }),
        }
      case 2:
        return {
          method: 'staking.undelegate',
          params: encode(staking.calls.undelegate.params, { validator, amount }),
        }
      case 3:
        return { method: 'staking.withdraw', params: encode(staking.calls.withdraw.params, { most: 4 }) }
      case 4:
        // More than anybody has: it fails, and costs its fee.
        return payment(anyone(), 10n ** 12n * DEM)
      default:
        return payment(anyone(), BigInt(1 + random.int(1_000)) * DEM)
    }
  }

  /** Something that no honest wallet would send. */
  const wrong = (good: Signed, sender: Person, terms: Parameters<typeof sign>[2]): Uint8Array => {
    switch (random.int(6)) {
      case 0:
        return utf8.encode(`rubbish ${random.int(2 ** 31)}`)
      case 1:
        return good.bytes.slice(0, random.int(good.bytes.length))
      case 2:
        // One byte is another one: mostly of the signature or of the terms.
        return flipped(good.bytes, random.int(good.bytes.length))
      case 3:
        return sign(sender, [call()], { ...terms, nonce: terms.nonce + BigInt(random.int(3)) }).bytes
      case 4:
        return sign(sender, [call()], { ...terms, anchor: `0x${'66'.repeat(32)}` }).bytes
      default:
        return sign(sender, [call()], { ...terms, validUntil: BigInt(terms.nowMs - 1_000) }).bytes
    }
  }

  return {
    next(chain, pooled, nowMs) {
      const sender = random.pick(...persons)
      const lane = random.int(LANES)
      const { account } = sender
      const nonce = systemPort.nextNonce(chain, { account, lane }) + BigInt(pooled(account, lane))
      const terms = { anchor: chain.anchor, nonce, lane, nowMs }
      const calls = Array.from({ length: random.chance(0.1) ? 3 : 1 }, call)
      const good = sign(sender, calls, terms, random.chance(0.6))
      const bytes = random.chance(0.2) ? wrong(good, sender, terms) : good.bytes
      return { id: good.id, bytes, account, lane }
    },
    sure(chain, nowMs) {
      const [first_] = persons
      const terms = { anchor: chain.anchor, nonce: 0n, lane: sureLane++, nowMs }
      return sign(first_, [payment(anyone(), DEM)], terms)
    },
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const other = bytes.slice()
  other[at] = (other[at] ?? 0) ^ 1
  return other
}
