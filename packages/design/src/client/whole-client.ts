import { randomBytes } from '@demiurge/crypto/web'
import { type Client, createClient, type Transport } from '@demiurge/sdk'

/** The SDK's client on the browser's clock and randomness. */
export function createWholeClient(transport: Transport): Client {
  return createClient({ transport, environment: { nowMs: () => Date.now(), random: randomBytes } })
}
