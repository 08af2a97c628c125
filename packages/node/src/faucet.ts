import { ApiError } from '@demiurge/api'
import { encode } from '@demiurge/codec'
import { balances } from '@demiurge/modules'
import type { OwnAccount } from './own-account.ts'

/** 1,000 DEM. */
const AMOUNT = 1_000_000_000_000n
/** One account is given coins at most this often. */
const PAUSE_MS = 10_000

/** Gives development coins away: an ordinary transfer, signed by the development account. */
export class Faucet {
  readonly #account: OwnAccount
  readonly #nowMs: () => number
  readonly #given = new Map<string, number>()

  constructor(options: { readonly account: OwnAccount; readonly nowMs: () => number }) {
    this.#account = options.account
    this.#nowMs = options.nowMs
  }

  /** Sends coins to an account. Rejects with ApiError `faucet.TooOften`. */
  async give(account: string): Promise<{ readonly transaction: string; readonly amount: bigint }> {
    const now = this.#nowMs()
    const waitMs = (this.#given.get(account) ?? -PAUSE_MS) + PAUSE_MS - now
    if (waitMs > 0)
      throw new ApiError(
        'faucet.TooOften',
        `this account was just given coins; ask again in ${Math.ceil(waitMs / 1_000)} s`,
        { status: 429 },
      )
    if (this.#given.size > 100_000) this.#given.clear()
    this.#given.set(account, now)
    const params = encode(balances.calls.transfer.params, { to: account, amount: AMOUNT })
    try {
      return {
        transaction: await this.#account.submit([{ method: 'balances.transfer', params }]),
        amount: AMOUNT,
      }
    } catch (error) {
      this.#given.delete(account)
      throw error
    }
  }
}
