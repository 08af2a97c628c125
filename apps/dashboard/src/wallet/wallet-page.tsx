import { Tabs } from '@demiurge/design'
import { KeysPanel, WalletProvider } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { PageHead } from '../shared/page-head.tsx'
import { AddressBook } from './address-book-view.tsx'
import { Messages } from './messages.tsx'
import { Overview } from './overview.tsx'
import { Receive } from './receive.tsx'
import { Send } from './send.tsx'
import { walletDesk } from './wallet-desk.ts'

const TABS = ['overview', 'send', 'receive', 'messages', 'book'] as const

/** The wallet of this device: what it holds, paying and being paid, signing, and names. */
export function WalletPage({ query }: PageProps): ReactNode {
  const shown = TABS.find((tab) => tab === query.get('show')) ?? 'overview'
  return (
    <WalletProvider desk={walletDesk}>
      <div className="d-stack-l wallet">
        <PageHead title="Wallet">
          Your keys stay in this browser, encrypted; the node never sees them.
        </PageHead>
        <div className="wallet-keys">
          <KeysPanel
            title="Hold and send coins and works"
            about="You sign with keys that only you hold, made to withstand quantum computers."
          >
            <Tabs
              label="Wallet"
              value={shown}
              onChange={(tab) =>
                navigate(tab === 'overview' ? '/wallet' : `/wallet?show=${tab}`, { replace: true })
              }
              tabs={[
                { value: 'overview', label: 'Overview', content: <Overview /> },
                { value: 'send', label: 'Send', content: <Send to={query.get('to') ?? ''} /> },
                { value: 'receive', label: 'Receive', content: <Receive /> },
                { value: 'messages', label: 'Sign', content: <Messages /> },
                { value: 'book', label: 'Address book', content: <AddressBook /> },
              ]}
            />
          </KeysPanel>
        </div>
      </div>
    </WalletProvider>
  )
}
