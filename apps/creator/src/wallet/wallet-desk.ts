import { createDesk, type Desk } from '@demiurge/design/desk'
import type { WalletTasks } from './tasks.ts'

/** The page's wallet worker; it is started when the first task comes. */
export const walletDesk: Desk<WalletTasks> = createDesk<WalletTasks>(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
)
