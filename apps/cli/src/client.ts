import { formatAddress, parseAddress } from '@demiurge/codec'
import { merkleHasher, nativeSuites, randomBytes } from '@demiurge/crypto/native'
import { type Client, createClient } from '@demiurge/sdk'
import { webTransport } from '@demiurge/sdk/web'
import type { Globals } from './command.ts'
import { UsageError } from './error.ts'
import { listJoint } from './wallet/joint.ts'
import { accountOf, listWallets } from './wallet/wallets.ts'

/** A client of the node that the command line names, on native cryptography. `timeoutMs` is how long an answer is waited for. */
export function openClient(
  { url }: Pick<Globals, 'url'>,
  options: { readonly timeoutMs?: number } = {},
): Client {
  return createClient({
    transport: webTransport(url, options),
    environment: { nowMs: () => Date.now(), random: randomBytes },
    suites: nativeSuites,
    hasher: merkleHasher,
  })
}

/** The account that a word means: an address, or a wallet or joint account of the data folder by name. Throws UsageError. */
export function readAccount(word: string, { data }: Pick<Globals, 'data'>): string {
  if (listWallets(data).some(({ name }) => name === word)) return accountOf(data, word).address
  const joint = listJoint(data).find(({ name }) => name === word)
  if (joint !== undefined) return joint.address
  try {
    return parseAddress(word)
  } catch {
    throw new UsageError(`"${word}" is neither an address (dem1…) nor a wallet in ${data}`)
  }
}

/** An account as people read it, in full. */
export const showAccount = formatAddress
