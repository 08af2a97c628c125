import { canonicalJson } from '@demiurge/art'
import { encode, formatAddress, parseAddress, toHex } from '@demiurge/codec'
import { Allowance, type Listing, leafHash, rangeProof, treeRoot } from '@demiurge/modules'
import { SdkError } from '../error.ts'

/** A list of accounts and how many pieces each may claim, as its creator publishes it and as buyers prove to be on it. */
export interface PublishedList {
  /** Root of the Merkle tree over all allowances, 0x hex, and their number. */
  readonly root: string
  readonly size: number
  /** Canonical JSON: `[{ "account": "dem1…", "allowance": 2 }, …]` in order of the accounts' bytes. */
  readonly bytes: Uint8Array
  /** What an account shows to claim; undefined when it is not on the list. */
  listingOf(account: string): Listing | undefined
}

/** Most entries of a list: its JSON stays below what a node takes as one asset. */
export const MAX_LIST = 100_000
const MAX_ALLOWANCE = 2 ** 32 - 1

/** Makes a list of entries in any order. Throws SdkError `drop.BadList` for an empty one, an account that is on it twice, or no allowance. */
export function publishList(entries: readonly Allowance[]): PublishedList {
  const sorted = [...entries].sort((a, b) => (a.account < b.account ? -1 : 1))
  for (const [i, entry] of sorted.entries()) checkEntry(entry, sorted[i - 1])
  if (sorted.length === 0 || sorted.length > MAX_LIST)
    throw new SdkError('drop.BadList', `the list has ${sorted.length} accounts, it takes 1 to ${MAX_LIST}`)
  const leaves = sorted.map((entry) => leafHash(encode(Allowance, entry)))
  const places = new Map(sorted.map(({ account }, i) => [account, i]))
  const json = sorted.map(({ account, allowance }) => ({ account: formatAddress(account), allowance }))
  return {
    root: toHex(treeRoot(leaves)),
    size: sorted.length,
    bytes: new TextEncoder().encode(canonicalJson(json)),
    listingOf: (account) => {
      const index = places.get(account)
      if (index === undefined) return undefined
      const allowance = sorted[index]?.allowance ?? 0
      return { allowance, index, proof: rangeProof(leaves, index, 1).map(toHex) }
    },
  }
}

/** Reads a list that somebody published. Throws SdkError `drop.BadList` when it is none. */
export function readList(bytes: Uint8Array): PublishedList {
  let entries: unknown
  try {
    entries = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new SdkError('drop.BadList', 'the list is no JSON', { cause })
  }
  return publishList(listEntries(entries))
}

/** Entries of a list as JSON has them: `[{ "account": "dem1…", "allowance": 2 }, …]`. Throws SdkError `drop.BadList` that names the entry. */
export function listEntries(value: unknown): readonly Allowance[] {
  if (!Array.isArray(value))
    throw new SdkError('drop.BadList', 'a list is an array of accounts with allowances')
  return value.map((entry: unknown, i) => {
    const { account, allowance } = Object(entry)
    if (typeof account !== 'string' || typeof allowance !== 'number')
      throw new SdkError(
        'drop.BadList',
        `entry ${i} of the list is not { "account": "dem1…", "allowance": 2 }`,
      )
    try {
      return { account: parseAddress(account), allowance }
    } catch (cause) {
      throw new SdkError('drop.BadList', `entry ${i} of the list: "${account}" is no address`, { cause })
    }
  })
}

function checkEntry({ account, allowance }: Allowance, before: Allowance | undefined): void {
  if (!Number.isInteger(allowance) || allowance < 1 || allowance > MAX_ALLOWANCE)
    throw new SdkError(
      'drop.BadList',
      `${formatAddress(account)} may claim ${allowance} pieces: write 1 or more`,
    )
  if (before?.account === account)
    throw new SdkError(
      'drop.BadList',
      `${formatAddress(account)} is on the list twice: add their allowances up`,
    )
}
