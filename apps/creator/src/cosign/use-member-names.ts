import { useWallet } from '@demiurge/design/wallet'
import type { RequestView } from '../wallet/cosign-tasks.ts'
import { keptJoint } from './kept.ts'

/** What the members of a request are called here, by address (0x hex): “You”, or as they are named in the account that is kept. */
export function useMemberNames({ address, members }: RequestView): (member: string) => string | undefined {
  const { accounts } = useWallet()
  const joint = keptJoint.use().find((each) => each.address === address)
  return (member) =>
    accounts.some((own) => own.address === member)
      ? 'You'
      : joint?.members[members.findIndex((each) => each.address === member)]
}
