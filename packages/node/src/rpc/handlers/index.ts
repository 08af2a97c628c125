import type { Handlers } from '../dispatcher.ts'
import { catalogueHandlers } from './catalogue.ts'
import { chainHandlers } from './chain.ts'
import type { HandlerContext } from './context.ts'
import { networkHandlers } from './network.ts'
import { nodeHandlers } from './node.ts'
import { transactionHandlers } from './transactions.ts'
import { workHandlers } from './works.ts'

export type { HandlerContext } from './context.ts'

/** What answers every method of the contract. */
export function createHandlers(context: HandlerContext): Handlers {
  return {
    ...chainHandlers(context),
    ...transactionHandlers(context),
    ...workHandlers(context),
    ...nodeHandlers(context),
    ...networkHandlers(context),
    ...catalogueHandlers(context),
  }
}
