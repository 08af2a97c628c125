import type { AccountView } from '@demiurge/api'
import { decode } from '@demiurge/codec'
import { Amount, type ShownCheck, Skeleton, useQuery, VerifiedMark } from '@demiurge/design'
import { balancesState } from '@demiurge/modules'
import type { ProvenEntries } from '@demiurge/sdk'
import { type ReactNode, useEffect, useState } from 'react'

const REFRESH_MS = 15_000
/** How soon a proof is asked for again of a balance that has just changed, which the committee has still to certify. */
const CATCH_UP_MS = 2_000

/**
 * The balance of an account. As soon as this page has proved it, what is shown is the proven one, with the mark; until then, when it has
 * changed since, and when the proof does not hold, it is what the node says, and says so.
 */
export function ProvenBalance({
  address,
  account,
}: {
  readonly address: string
  readonly account: AccountView | undefined
}): ReactNode {
  const key = balancesState.accounts.keyOf(address)
  const [isBehind, setBehind] = useState(false)
  const { data, error } = useQuery(`proven balance ${address}`, (client) => client.prove([key]), {
    refreshMs: isBehind ? CATCH_UP_MS : REFRESH_MS,
  })
  const proven = data && freeIn(data)
  const isOld = proven !== undefined && account !== undefined && proven !== account.free
  useEffect(() => setBehind(isOld), [isOld])
  const free = isOld ? account.free : (proven ?? account?.free)
  return (
    <div>
      <dt>Balance</dt>
      <dd>
        {free === undefined ? <Skeleton width={96} height={28} /> : <Amount sparks={free} decimals={2} />}
      </dd>
      <dd className="figure-note">
        {account !== undefined && account.reserved > 0n && (
          <>
            and <Amount sparks={account.reserved} decimals={4} /> reserved{' '}
          </>
        )}
        {data !== undefined && !isOld && <VerifiedMark checks={checksOf(data)} />}
        {(data === undefined || isOld) && error === undefined && 'told by the node; being verified'}
        {(data === undefined || isOld) && error !== undefined && (
          <span role="alert" className="unproven">
            Told by the node, and its proof does not hold: {error.message}
          </span>
        )}
      </dd>
    </div>
  )
}

function freeIn({ entries }: ProvenEntries): bigint {
  const value = entries[0]?.value
  return value === undefined ? 0n : decode(balancesState.Account, value).free
}

/** What was checked on the way from the first committee to the balance. */
function checksOf({ at, trust, certificate }: ProvenEntries): readonly ShownCheck[] {
  const { epoch, index } = certificate.checkpoint
  return [
    {
      name: 'chain',
      title: 'The chain',
      ok: true,
      trust: trust === 'given' ? 'verified' : 'told',
      detail:
        trust === 'given'
          ? 'The genesis digest is the one that was given to this page.'
          : 'The genesis digest was taken from the node when this page was opened.',
    },
    {
      name: 'committee',
      title: 'The committee',
      ok: true,
      trust: 'verified',
      detail:
        epoch === 0n
          ? 'The first committee is the one that the first checkpoint names.'
          : `The committee of epoch ${epoch} was followed from the first one: each epoch's committee has signed who comes next.`,
    },
    {
      name: 'certificate',
      title: 'The state',
      ok: true,
      trust: 'verified',
      detail: `${certificate.votes.length} validators, a quorum by weight, have certified the state at height ${index}. Every signature was checked.`,
    },
    {
      name: 'entry',
      title: 'The balance',
      ok: true,
      trust: 'verified',
      detail: `The account's entry leads to the certified state root ${at.stateRoot}.`,
    },
  ]
}
