import { encode } from '@demiurge/codec'
import type { Evidence } from '@demiurge/ledger'
import { staking, stakingPort } from '@demiurge/modules'
import type { Logger } from 'pino'
import type { Chain } from '../chain/chain.ts'
import type { OwnAccount } from '../own-account.ts'

/** How long each seat waits longer than the one before: the first one's report is mostly enough. */
const TURN_MS = 1_500

/** Reports offences to the chain, which punishes them: everybody sees them, and one report is enough. */
export class Reporter {
  readonly #chain: Chain
  readonly #account: OwnAccount
  readonly #logger: Logger
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(options: { readonly chain: Chain; readonly account: OwnAccount; readonly logger: Logger }) {
    this.#chain = options.chain
    this.#account = options.account
    this.#logger = options.logger
  }

  /** Takes note of an offence; `seat` is ours and says when it is our turn. */
  onEvidence(evidence: Evidence, seat: number): void {
    const { header } = evidence.value.first
    this.#logger.warn(
      { kind: evidence.kind, author: header.author, round: header.round, epoch: header.epoch },
      'a validator broke the rules, provably',
    )
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#report(evidence).catch((error: unknown) =>
        this.#logger.error({ err: error }, 'an offence could not be reported'),
      )
    }, seat * TURN_MS)
    this.#timers.add(timer)
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  async #report(evidence: Evidence): Promise<void> {
    const { author, epoch } = evidence.value.first.header
    const culprit = stakingPort.committeeOf(this.#chain, epoch)?.seats[author]?.account
    // One punishment takes the seat; every further round of the same attack need not be reported.
    const isOut = culprit === undefined || stakingPort.validatorOf(this.#chain, culprit)?.mustAsk === true
    if (isOut) return
    const params = encode(staking.calls.report.params, { evidence })
    await this.#account.submit([{ method: 'staking.report', params }])
  }
}
