import { type Client, createClient, type Transport } from '@demiurge/sdk'
import { randomBytes } from './random-bytes.ts'

/** The SDK's client on the browser's clock and randomness. */
export function createWholeClient(transport: Transport): Client {
  return createClient({ transport, environment: { nowMs: () => Date.now(), random: randomBytes } })
}
