import { Coins } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../actions/button.tsx'
import { useRequest } from '../client/use-query.ts'
import { Amount } from '../data/amount.tsx'
import { Skeleton } from '../feedback/skeleton.tsx'
import { ErrorState } from '../feedback/states.tsx'
import { useFaucet } from './use-faucet.ts'

/** What the account holds, and on a development chain a way to get something. */
export function Balance({ address }: { readonly address: string }): ReactNode {
  const { data, error, reload } = useRequest('account_get', { address }, { refreshMs: 5_000 })
  const faucet = useFaucet(address, reload)
  if (data === undefined && error !== undefined)
    return <ErrorState title="The balance is not known" error={error} onRetry={reload} />
  return (
    <div className="d-balance">
      <div>
        <span className="d-faint">Balance</span>
        <p className="d-coins">
          {data === undefined ? <Skeleton width={120} /> : <Amount sparks={data.free} />}
        </p>
      </div>
      {faucet.offered && (
        <Button size="small" busy={faucet.busy} onClick={faucet.ask}>
          <Coins aria-hidden />
          Get development coins
        </Button>
      )}
    </div>
  )
}
