/** @module What asks and follows: fetched when a page first does. */
import { type Client, createCaller, type Transport } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'

/** Opens the way to the node at `api`; a page stays open, so it never gives up. */
export function openAsking(api: string): {
  readonly transport: Transport
  readonly caller: Pick<Client, 'request' | 'subscribe'>
} {
  const transport = webTransport(api, { attempts: Number.POSITIVE_INFINITY })
  return { transport, caller: createCaller(transport) }
}
