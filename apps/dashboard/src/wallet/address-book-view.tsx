import { CodecError, formatAddress, parseAddress } from '@demiurge/codec'
import { Button, Card, EmptyState, Field, Hash, IconButton, Input, LinkButton } from '@demiurge/design'
import { Trash2 } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { NAME_LENGTH, nameAccount, useContacts } from './address-book.ts'

/** Names for accounts: they stand wherever the account does, in this browser only. */
export function AddressBook(): ReactNode {
  const contacts = useContacts()
  return (
    <div className="wallet-columns">
      <Card title="Names" flush>
        {contacts.length === 0 ? (
          <EmptyState title="No names yet">
            A name stands for an address wherever this browser shows it.
          </EmptyState>
        ) : (
          <ul className="contacts">
            {contacts.map(({ name, address }) => (
              <li key={address}>
                <strong className="d-truncate">{name}</strong>
                <Hash value={formatAddress(address)} label="address" head={12} tail={6} />
                <LinkButton size="small" href={`/wallet?show=send&to=${encodeURIComponent(name)}`}>
                  Send
                </LinkButton>
                <IconButton label={`Remove ${name}`} onClick={() => nameAccount(address, '')}>
                  <Trash2 />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <AddContact />
    </div>
  )
}

function AddContact(): ReactNode {
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    try {
      nameAccount(parseAddress(address.trim()), name)
      setName('')
      setAddress('')
      setProblem(undefined)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      setProblem('An address is dem1 and 58 characters; one of these is mistyped.')
    }
  }
  return (
    <Card title="Add a name">
      <form className="d-stack" onSubmit={submit} noValidate>
        <Field label="Name">
          <Input value={name} maxLength={NAME_LENGTH} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Field label="Address" error={problem}>
          <Input
            className="d-mono"
            value={address}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setAddress(target.value)}
          />
        </Field>
        <div>
          <Button type="submit" kind="primary" disabled={name.trim() === '' || address.trim() === ''}>
            Add
          </Button>
        </div>
      </form>
    </Card>
  )
}
