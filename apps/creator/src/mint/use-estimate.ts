import { usePage, useQuery } from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import type { Details } from '../details/details.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'

/** What minting would cost. */
export interface Estimate {
  readonly fee: bigint | undefined
  readonly maxFee: bigint | undefined
  /** The account cannot pay what is offered at most; undefined while that is not known. */
  readonly short: boolean | undefined
  readonly error: Error | undefined
}

const REFRESH_MS = 10_000

/** The fee for these details by the account that signs, at the prices of now. */
export function useEstimate(details: Details): Estimate {
  const { config } = usePage()
  const { account } = useWallet()
  const { collection, newCollection } = details
  // Only what changes the size of the transaction is part of the key.
  const key =
    account === undefined
      ? null
      : `creator/fee ${account.address} ${collection === 'new' ? newCollection.name.length + newCollection.description.length : 0}`
  const fee = useQuery(
    key,
    async (client) => {
      if (account === undefined) throw new Error('no account is chosen')
      const { address } = account
      const [estimate, { free }] = await Promise.all([
        walletDesk.ask('estimate', { api: config.api, account: address, details }),
        client.request('account_get', { address }),
      ])
      return { ...estimate, short: free < estimate.maxFee }
    },
    { refreshMs: REFRESH_MS, staleMs: 1_000 },
  )
  return { fee: fee.data?.fee, maxFee: fee.data?.maxFee, short: fee.data?.short, error: fee.error }
}
