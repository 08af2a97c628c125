import { createDesk, type Desk } from '@demiurge/design/desk'
import type { WalletTasks } from './tasks.ts'

/** The page's wallet worker: it outlives the wallet's view, so that a look at something else does not lock it. */
export const walletDesk: Desk<WalletTasks> = createDesk<WalletTasks>(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
)
