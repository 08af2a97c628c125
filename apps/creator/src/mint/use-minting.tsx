import type { PageApi } from '@demiurge/design'
import { usePage } from '@demiurge/design'
import { type Desk, DeskError } from '@demiurge/design/desk'
import { useWallet } from '@demiurge/design/wallet'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Draft } from '../draft/draft.ts'
import type { WalletTasks } from '../wallet/tasks.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { keepWantsCredentials, wantsCredentials } from './credentials-choice.ts'
import { newSalt } from './new-salt.ts'
import { dropPending, loadPending, type Pending } from './pending.ts'
import type { MintedFile } from './run-minting.ts'
import type { Stage } from './stages.ts'

/** Where the minting stands. */
export type MintingState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly stage: Stage; readonly share: number | undefined }
  | { readonly status: 'failed'; readonly stage: Stage; readonly error: Error }
  | { readonly status: 'done'; readonly work: MintedFile }

/** The one minting of the page; it goes on while the person looks at other steps. */
export interface Minting {
  readonly state: MintingState
  /** Whether content credentials go into the file; kept on the device. */
  readonly credentials: boolean
  setCredentials(credentials: boolean): void
  start(draft: Draft): void
  cancel(): void
  /** Puts the result or the failure away. */
  clear(): void
}

/** What draws and mints: fetched when somebody does. */
const running = () => import('./run-minting.ts')

const MintingContext = createContext<Minting | undefined>(undefined)
const IDLE: MintingState = { status: 'idle' }

/** Gives the minting to everything below. */
export function MintingProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { config, client } = usePage()
  const { account } = useWallet()
  const [state, setState] = useState<MintingState>(IDLE)
  const controller = useRef<AbortController>(undefined)
  const salt = useRef(newSalt())
  const [credentials, setCredentials] = useState(wantsCredentials)
  useRecovery(client, walletDesk, config.api, setState)
  const address = account?.address

  const start = useCallback(
    (draft: Draft): void => {
      if (address === undefined) return
      const abort = new AbortController()
      controller.current = abort
      let reached: Stage = 'render'
      const onStage = (stage: Stage, share?: number): void => {
        reached = stage
        setState({ status: 'running', stage, share })
      }
      const { signal } = abort
      const wish = { draft, api: config.api, account: address, salt: salt.current, credentials }
      const minted = running().then(({ runMinting }) =>
        runMinting({ ...wish, desk: walletDesk, signal, onStage }),
      )
      minted.then(
        (work) => {
          dropPending()
          // The next new collection is another one.
          salt.current = newSalt()
          setState({ status: 'done', work })
        },
        (reason: unknown) => {
          if (signal.aborted) return setState(IDLE)
          const error = reason instanceof Error ? reason : new DeskError(String(reason), undefined)
          setState({ status: 'failed', stage: reached, error })
        },
      )
    },
    [address, config.api, credentials],
  )
  const minting = useMemo<Minting>(
    () => ({
      state,
      credentials,
      setCredentials(wanted) {
        keepWantsCredentials(wanted)
        setCredentials(wanted)
      },
      start,
      cancel: () => controller.current?.abort(new DeskError('the minting was cancelled', 'cancelled')),
      clear: () => setState(IDLE),
    }),
    [state, start, credentials],
  )
  return <MintingContext value={minting}>{children}</MintingContext>
}

/** Finds a minting again that was submitted before the page was reloaded. */
function useRecovery(
  client: PageApi,
  desk: Desk<WalletTasks>,
  api: string,
  setState: (state: MintingState) => void,
): void {
  useEffect(() => {
    const pending = loadPending()
    if (pending === undefined) return
    recover(client, desk, api, pending).then(
      (work) => {
        dropPending()
        if (work !== undefined) setState({ status: 'done', work })
      },
      // No node, or the item is not there yet: the next visit looks again.
      () => undefined,
    )
  }, [client, desk, api, setState])
}

async function recover(
  client: PageApi,
  desk: Desk<WalletTasks>,
  api: string,
  { sha256, name, mediaType }: Pending,
): Promise<MintedFile | undefined> {
  const item = await client.request('nft_findByContent', { sha256 })
  if (item === null) return undefined
  const [{ hasCredentials }, { view, metadata, history }, bytes, verification, proof] = await Promise.all([
    running(),
    client.request('nft_getItem', { id: item }),
    client.download(sha256),
    desk.ask('verify', { api, item }),
    desk.ask('proof', { api, item }),
  ])
  const file = new Uint8Array(bytes)
  const document: unknown = JSON.parse(metadata ?? '{}')
  return {
    item,
    collection: view.item.collection,
    transaction: history.find(({ kind }) => kind === 'minted')?.transaction ?? '',
    proof,
    verification,
    name,
    file: new Blob([file], { type: mediaType }),
    hasCredentials: hasCredentials(file),
    recipe: JSON.stringify(Object(Object(document).demiurge).recipe ?? null, null, 2),
  }
}

/** The minting of this page. */
export function useMinting(): Minting {
  const minting = useContext(MintingContext)
  if (minting === undefined) throw new Error('useMinting works inside a MintingProvider only')
  return minting
}
