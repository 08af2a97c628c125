import type { KeystoreAccount } from '@demiurge/crypto'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Desk } from '../desk/desk.ts'
import { followIdleLock } from './idle-lock.ts'
import type { KeyTasks, OpenedWallet } from './key-tasks.ts'
import { askPasskey, factorIn } from './passkey.ts'
import { keepWallet, loadWallet, removeWallet } from './wallet-store.ts'

/** How the wallet stands: `none` on this device, `locked` until its password is given, `open`. */
export type WalletStatus = 'loading' | 'none' | 'locked' | 'open'

/** The wallet as the page sees it. */
export interface Wallet {
  readonly status: WalletStatus
  /** Accounts of the open wallet. */
  readonly accounts: readonly KeystoreAccount[]
  /** The account that signs. */
  readonly account: KeystoreAccount | undefined
  /** The encrypted file, for a backup; undefined while there is none. */
  readonly keystore: string | undefined
  readonly desk: Desk<KeyTasks>
  /** Whether it is locked because nobody was there. */
  readonly wasIdle: boolean
  /** Takes over what a task of the desk opened, and keeps it. */
  adopt(opened: OpenedWallet, account?: string): Promise<void>
  /** Opens the kept wallet. Rejects with DeskError `keystore.WrongPassword`. */
  unlock(password: string, onProgress: (share: number) => void): Promise<void>
  choose(account: string): Promise<void>
  lock(): Promise<void>
  /** Removes the wallet from this device: only its words or a backup bring it back. */
  remove(): Promise<void>
}

const WalletContext = createContext<Wallet | undefined>(undefined)

interface WalletState {
  readonly status: WalletStatus
  readonly keystore: string | undefined
  readonly accounts: readonly KeystoreAccount[]
  readonly chosen: string | undefined
  /** It locked itself because nobody was there. */
  readonly wasIdle?: boolean
}

const NOTHING: WalletState = { status: 'none', keystore: undefined, accounts: [], chosen: undefined }

/** Gives the wallet of this device to everything below. */
export function WalletProvider({
  desk,
  children,
}: {
  /** The page's wallet worker, the same one as long as the page lives. Its tasks may be more than those for keys. */
  readonly desk: Desk<KeyTasks>
  readonly children: ReactNode
}): ReactNode {
  const [state, setState] = useState<WalletState>({ ...NOTHING, status: 'loading' })
  useEffect(() => {
    let gone = false
    // A view that comes back finds the wallet as open as it left it.
    const opened = desk.isStarted() ? desk.ask('present', null) : null
    Promise.all([loadWallet(), opened]).then(
      ([kept, present]) => {
        if (gone) return
        const chosen = kept?.account
        if (present !== null) setState({ ...present, status: 'open', chosen })
        else if (kept === undefined) setState(NOTHING)
        else setState({ ...NOTHING, status: 'locked', keystore: kept.keystore, chosen })
      },
      // Storage is forbidden: a wallet then lives as long as the page.
      () => gone || setState(NOTHING),
    )
    return () => {
      gone = true
    }
  }, [desk])
  useEffect(
    () =>
      followIdleLock(desk, () =>
        setState((now) =>
          now.status === 'open' ? { ...now, status: 'locked', accounts: [], wasIdle: true } : now,
        ),
      ),
    [desk],
  )
  const wallet = useMemo(() => walletOf(state, setState, desk), [state, desk])
  return <WalletContext value={wallet}>{children}</WalletContext>
}

function walletOf(state: WalletState, setState: (state: WalletState) => void, desk: Desk<KeyTasks>): Wallet {
  const { status, keystore, accounts, chosen } = state
  const open = async (opened: OpenedWallet, account: string | undefined): Promise<void> => {
    const present = opened.accounts.find(({ address }) => address === account) ?? opened.accounts[0]
    setState({ ...opened, status: 'open', chosen: present?.address })
    await keepWallet({ keystore: opened.keystore, account: present?.address }).catch(() => undefined)
  }
  return {
    status,
    accounts,
    keystore,
    desk,
    wasIdle: status === 'locked' && state.wasIdle === true,
    account: accounts.find(({ address }) => address === chosen) ?? accounts[0],
    adopt: (opened, account) => open(opened, account),
    async unlock(password, onProgress) {
      if (keystore === undefined) return
      await open(await openWith(desk, { keystore, password }, onProgress), chosen)
    },
    async choose(account) {
      if (keystore !== undefined) await open({ keystore, accounts }, account)
    },
    async lock() {
      await desk.ask('lock', null)
      setState({ ...state, status: 'locked', accounts: [], wasIdle: false })
    },
    async remove() {
      await desk.ask('lock', null)
      await removeWallet().catch(() => undefined)
      setState(NOTHING)
    },
  }
}

/** Opens a keystore: asks the browser for the passkey first where it needs one. */
export async function openWith(
  desk: Desk<KeyTasks>,
  { keystore, password }: { readonly keystore: string; readonly password: string },
  onProgress: (share: number) => void,
): Promise<OpenedWallet> {
  const factor = factorIn(keystore)
  const answer = factor === undefined ? {} : { answer: await askPasskey(factor) }
  return desk.ask('open', { keystore, password, ...answer }, { onProgress })
}

/** The wallet of this device. */
export function useWallet(): Wallet {
  const wallet = useContext(WalletContext)
  if (wallet === undefined) throw new Error('useWallet works inside a WalletProvider only')
  return wallet
}
