import { formatAddress } from '@demiurge/codec'
import {
  Badge,
  Button,
  Card,
  ErrorState,
  Hash,
  LinkButton,
  Progress,
  Select,
  useRequest,
} from '@demiurge/design'
import {
  AutoLockSetting,
  RemoveWallet,
  SecondFactor,
  schemeOf,
  schemes,
  useFaucet,
  useWallet,
  useWork,
} from '@demiurge/design/wallet'
import { Coins, Download, Lock, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { AccountActivity } from '../explorer/account-activity.tsx'
import { ProvenBalance } from '../explorer/proven-balance.tsx'
import { links } from '../router/links.ts'
import { saveText } from '../shared/save-text.ts'
import { useContacts } from './address-book.ts'

/** What the chosen account holds, proved here, and what it did. */
export function Overview(): ReactNode {
  const { account } = useWallet()
  if (account === undefined) return null
  return (
    <div className="d-stack-l">
      <div className="wallet-columns">
        <Holdings key={account.address} address={account.address} />
        <Accounts />
      </div>
      <section className="d-stack" aria-labelledby="activity">
        <h2 id="activity">Activity</h2>
        <AccountActivity address={account.address} limit={15} />
      </section>
    </div>
  )
}

function Holdings({ address }: { readonly address: string }): ReactNode {
  const { data, error, reload } = useRequest('account_get', { address }, { refreshMs: 4_000 })
  const faucet = useFaucet(address, reload)
  if (data === undefined && error !== undefined)
    return <ErrorState title="The balance is not known" error={error} onRetry={reload} />
  return (
    <Card title="Balance">
      <div className="d-stack">
        <dl className="wallet-balance">
          <ProvenBalance address={address} account={data} />
        </dl>
        <Hash value={formatAddress(address)} label="address" head={14} tail={8} />
        <div className="d-row d-wrap">
          <LinkButton kind="primary" href="/wallet?show=send">
            Send
          </LinkButton>
          <LinkButton href="/wallet?show=receive">Receive</LinkButton>
          <LinkButton href={links.account(address)}>Works and transactions</LinkButton>
          {faucet.offered && (
            <Button busy={faucet.busy} onClick={faucet.ask}>
              <Coins aria-hidden />
              Get development coins
            </Button>
          )}
        </div>
      </div>
    </Card>
  )
}

function Accounts(): ReactNode {
  const { account, accounts, keystore, choose, lock } = useWallet()
  const contacts = useContacts()
  return (
    <Card
      title="Accounts"
      actions={
        <Button size="small" onClick={() => void lock()}>
          <Lock aria-hidden />
          Lock
        </Button>
      }
    >
      <div className="d-stack">
        <ul className="wallet-accounts">
          {accounts.map(({ address, keys, name }) => (
            <li key={address}>
              <button
                type="button"
                aria-pressed={address === account?.address}
                onClick={() => void choose(address)}
              >
                <span className="d-truncate" title={formatAddress(address)}>
                  {contacts.find((contact) => contact.address === address)?.name ?? (
                    <span className="d-mono">{formatAddress(address)}</span>
                  )}
                </span>
                <Badge tone={address === account?.address ? 'accent' : 'neutral'}>
                  {schemeOf(keys.map(({ suite }) => suite))?.title ?? name}
                </Badge>
              </button>
            </li>
          ))}
        </ul>
        <AddAccount />
        <SecondFactor />
        <AutoLockSetting />
        <div className="d-row d-wrap">
          <Button size="small" onClick={() => saveText('demiurge-wallet.json', keystore ?? '')}>
            <Download aria-hidden />
            Save the wallet file
          </Button>
          <RemoveWallet />
        </div>
      </div>
    </Card>
  )
}

function AddAccount(): ReactNode {
  const { accounts, desk, adopt } = useWallet()
  const work = useWork()
  const known = new Set(accounts.map(({ keys }) => keys.map(({ suite }) => suite).join('+')))
  const others = schemes.filter(({ id }) => !known.has(id))
  const [chosen, setChosen] = useState<string>()
  const scheme = others.find(({ id }) => id === chosen) ?? others[0]
  if (scheme === undefined) return null
  const add = (): void =>
    work.run(async (onProgress) => {
      const opened = await desk.ask('addAccount', { scheme: scheme.id }, { onProgress })
      await adopt(opened, opened.accounts.at(-1)?.address)
    })
  return (
    <div className="d-stack-s">
      <div className="wallet-add">
        <Select
          label="Another way to sign"
          value={scheme.id}
          onChange={setChosen}
          options={others.map(({ id, title }) => ({ value: id, label: title }))}
        />
        <Button onClick={add} busy={work.share !== undefined}>
          <Plus aria-hidden />
          Add an account
        </Button>
      </div>
      <p className="d-faint">{scheme.explanation}</p>
      {work.share !== undefined && <Progress value={work.share} label="Encrypting the wallet again" />}
      {work.error !== undefined && <ErrorState title="The account was not added" error={work.error} />}
    </div>
  )
}
