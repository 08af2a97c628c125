import { Button, Field, Input } from '@demiurge/design'
import { useWallet } from '@demiurge/design/wallet'
import { Users } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import type { RequestView } from '../wallet/cosign-tasks.ts'
import { keptJoint } from './kept.ts'

/** Lets a member who meets the account for the first time keep it under a name. */
export function KeepJoint({ view }: { readonly view: RequestView }): ReactNode {
  const { accounts } = useWallet()
  const [name, setName] = useState('')
  const isKnown = keptJoint.use().some(({ address }) => address === view.address)
  const own = view.members.map(({ address }) => accounts.some((each) => each.address === address))
  const { joint, address, threshold } = view
  if (isKnown || joint === undefined || !own.includes(true)) return null
  const keep = (event: SubmitEvent): void => {
    event.preventDefault()
    const members = own.map((isOwn, i) => (isOwn ? 'You' : `Member ${i + 1}`))
    keptJoint.write([{ name: name.trim(), address, threshold, members, joint }, ...keptJoint.read()])
  }
  return (
    <form className="c-keep-joint" onSubmit={keep} noValidate>
      <Field label="Keep this account as" hint="You are a member: you can then mint as it, too.">
        <Input value={name} maxLength={40} onChange={({ target }) => setName(target.value)} />
      </Field>
      <Button type="submit" disabled={name.trim() === ''}>
        <Users aria-hidden />
        Keep it
      </Button>
    </form>
  )
}
