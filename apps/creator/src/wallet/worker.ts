/** The wallet worker: it alone holds words, password and keys, and it does what takes long. @module */
import { serveDesk } from '@demiurge/design/desk'
import { createKeyHolder } from '@demiurge/design/keys'
import { formatBundle } from '@demiurge/sdk'
import { dropHandlers } from '../collections/drop/drop-in-worker.ts'
import {
  estimateCollection,
  mintStudioCollection,
  verifyStudioCollection,
} from '../collections/mint/mint-in-worker.ts'
import { cosignHandlers } from './cosign.ts'
import { estimateMint, mintAndVerify } from './mint.ts'
import type { WalletTasks } from './tasks.ts'

const holder = createKeyHolder()
const { handlers, wallet, clientOf } = holder

serveDesk<WalletTasks>({
  ...handlers,
  ...cosignHandlers(holder),
  ...dropHandlers(holder),
  estimate: async ({ api, account, details }) =>
    estimateMint(clientOf(api), wallet().signerOf(account), details),
  mint: async (order, control) =>
    mintAndVerify(clientOf(order.api), wallet().signerOf(order.account), order, control),
  collectionCost: async ({ api, account, count }) =>
    estimateCollection(clientOf(api), wallet().signerOf(account), count),
  mintCollection: async (order, control) =>
    mintStudioCollection(clientOf(order.api), wallet().signerOf(order.account), order, control),
  verifyCollectionFiles: async (order, control) =>
    verifyStudioCollection(clientOf(order.api), order, control),
  verify: async ({ api, item }) => clientOf(api).verifyItem(item),
  proof: async ({ api, item }) => formatBundle(await clientOf(api).fetchBundle(item)),
})
