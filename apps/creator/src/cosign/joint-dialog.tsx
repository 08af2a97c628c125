import { Button, Dialog, Field, Input, Select, TextArea } from '@demiurge/design'
import { useWallet, useWork } from '@demiurge/design/wallet'
import { CircleAlert, Plus, Users, X } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { keptJoint } from './kept.ts'
import { sentenceOf } from './title.ts'

interface Other {
  readonly id: number
  readonly name: string
  readonly publicKey: string
}

/** Members of an account at most (the chain's policies), the owner of this wallet included. */
const MOST_MEMBERS = 16

/** Makes a joint account: its name, the others by their public keys, and how many must sign. */
export function JointDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { account } = useWallet()
  const [name, setName] = useState('')
  const [others, setOthers] = useState<readonly Other[]>([{ id: 0, name: '', publicKey: '' }])
  const [threshold, setThreshold] = useState('2')
  const { share, error, run } = useWork()
  const count = others.length + 1
  const needed = Math.min(Number(threshold), count)
  const ready = name.trim() !== '' && others.every((each) => each.name.trim() !== '' && each.publicKey !== '')
  const change = (id: number, part: Partial<Other>): void =>
    setOthers(others.map((each) => (each.id === id ? { ...each, ...part } : each)))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    run(async () => {
      if (account === undefined) return
      const mine = await walletDesk.ask('publicKey', { account: account.address })
      const members = [{ name: 'You', publicKey: mine }, ...others]
      const made = await walletDesk.ask('makeJoint', {
        threshold: needed,
        members: members.map((each) => ({ name: each.name.trim(), publicKey: each.publicKey })),
      })
      const kept = { ...made, name: name.trim(), threshold: needed }
      keptJoint.write([kept, ...keptJoint.read().filter(({ address }) => address !== made.address)])
      onClose()
    })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="New joint account"
      description="Its address follows from the keys: whoever names the same people gets the same account."
    >
      <form className="d-stack" onSubmit={submit} noValidate>
        <Field label="Name of the account" hint="Only you see it.">
          <Input value={name} maxLength={40} onChange={({ target }) => setName(target.value)} />
        </Field>
        {others.map((other, i) => (
          <OtherFields
            key={other.id}
            other={other}
            number={i + 1}
            onChange={(part) => change(other.id, part)}
            onRemove={
              others.length === 1 ? undefined : () => setOthers(others.filter(({ id }) => id !== other.id))
            }
          />
        ))}
        <div>
          <Button
            size="small"
            disabled={count >= MOST_MEMBERS}
            onClick={() =>
              setOthers([...others, { id: (others.at(-1)?.id ?? 0) + 1, name: '', publicKey: '' }])
            }
          >
            <Plus aria-hidden />
            Add a co-creator
          </Button>
        </div>
        <Field label="Signatures needed" hint={`of ${count} members, you included`}>
          <Select
            value={String(needed)}
            onChange={setThreshold}
            options={Array.from({ length: count }, (_, i) => ({
              value: String(i + 1),
              label: `${i + 1} of ${count}`,
            }))}
          />
        </Field>
        {error !== undefined && (
          <p className="d-field-error" role="alert">
            <CircleAlert aria-hidden />
            {sentenceOf(error)}
          </p>
        )}
        <Button type="submit" kind="primary" disabled={!ready} busy={share !== undefined}>
          <Users aria-hidden />
          Make the account
        </Button>
      </form>
    </Dialog>
  )
}

function OtherFields({
  other,
  number,
  onChange,
  onRemove,
}: {
  readonly other: Other
  readonly number: number
  readonly onChange: (part: Partial<Other>) => void
  readonly onRemove: (() => void) | undefined
}): ReactNode {
  return (
    <fieldset className="c-cocreator">
      <legend>{`Co-creator ${number}`}</legend>
      <Field label="Name">
        <Input
          value={other.name}
          maxLength={40}
          onChange={({ target }) => onChange({ name: target.value })}
        />
      </Field>
      <Field
        label="Public key"
        hint="The text of their .pub file, from “Save my public key” or “wallet share”."
      >
        <TextArea
          rows={3}
          className="d-mono"
          spellCheck={false}
          autoComplete="off"
          placeholder="-----BEGIN DEMIURGE PUBLIC KEY-----"
          value={other.publicKey}
          onChange={({ target }) => onChange({ publicKey: target.value })}
        />
      </Field>
      {onRemove !== undefined && (
        <Button size="small" kind="ghost" onClick={onRemove}>
          <X aria-hidden />
          Leave out
        </Button>
      )}
    </fieldset>
  )
}
