import type { SearchHit } from '@demiurge/api'
import { formatAddress } from '@demiurge/codec'
import { balancesState } from '@demiurge/modules'
import type { Store } from '@demiurge/state'
import { stateKey } from '../commit-operations.ts'
import { following, keyOf } from '../keys.ts'

/** Characters of an identifier that must be there: fewer would name everything. */
const LEAST = 4
/** Things of one kind that a beginning finds. */
const MOST = 5
/** The alphabet of bech32 (BIP-173); each character is five bits. */
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const PREFIX = 'dem1'
const ADDRESS_HEX = 64

/** Accounts, transactions, blocks, items and collections whose identifier (hex, or `dem1…`) begins like this, a few of each kind. */
export async function findIdentifiers(store: Store, query: string): Promise<readonly SearchHit[]> {
  const lower = query.trim().toLowerCase()
  if (lower.startsWith(PREFIX)) return accountsFrom(store, hexOfBech32(lower.slice(PREFIX.length)))
  const hex = lower.replace(/^0x/, '')
  if (!/^[0-9a-f]+$/.test(hex) || hex.length < LEAST || hex.length > ADDRESS_HEX) return []
  const tables = [
    ['transaction', 't', []],
    ['block', 'b', []],
    ['item', 'v', ['item']],
    ['collection', 'v', ['collection']],
  ] as const
  const found = await Promise.all(
    tables.map(async ([kind, table, parts]) => {
      const ids = await idsFrom(store, keyOf(table, ...parts), hex)
      return ids.map((id): SearchHit => ({ kind, id, title: '' }))
    }),
  )
  return [...found.flat(), ...(await accountsFrom(store, hex))]
}

/** The hex digits that the beginning of an address stands for; undefined when a character is not of the alphabet. */
function hexOfBech32(text: string): string | undefined {
  const values = Array.from(text, (character) => BECH32.indexOf(character))
  if (values.some((value) => value < 0)) return undefined
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('')
  // Whole hex digits only, and without the checksum at the end.
  return (bits.match(/.{4}/g) ?? [])
    .slice(0, ADDRESS_HEX)
    .map((digit) => Number.parseInt(digit, 2).toString(16))
    .join('')
}

async function accountsFrom(store: Store, hex: string | undefined): Promise<readonly SearchHit[]> {
  if (hex === undefined || hex.length < LEAST) return []
  const gte = stateKey(`${balancesState.accounts.path}/0x${hex}`)
  const found: SearchHit[] = []
  for await (const [key] of store.iterate({ gte, lt: following(gte), limit: MOST })) {
    const id = Buffer.from(key.subarray(key.length - ADDRESS_HEX - 2)).toString()
    found.push({ kind: 'account', id, title: formatAddress(id) })
  }
  return found
}

async function idsFrom(store: Store, prefix: Uint8Array, hex: string): Promise<readonly string[]> {
  const whole = hex.length - (hex.length % 2)
  const gte = Buffer.concat([
    prefix,
    Buffer.from(`${hex.slice(0, whole)}${hex.length > whole ? `${hex.at(-1)}0` : ''}`, 'hex'),
  ])
  const lt = hex.length > whole ? afterHalfByte(gte) : following(gte)
  const found: string[] = []
  for await (const [key] of store.iterate({ gte, lt, limit: MOST })) {
    // Other things of the same table have other prefixes and lengths.
    if (key.length === prefix.length + ADDRESS_HEX / 2) found.push(`0x${key.subarray(-32).toHex()}`)
  }
  return found
}

/** The end of the range whose last byte has a given upper half. */
function afterHalfByte(start: Uint8Array): Uint8Array {
  const end = Uint8Array.from(start)
  const last = end[end.length - 1] ?? 0
  if (last >= 0xf0) return following(end.subarray(0, -1))
  end[end.length - 1] = last + 0x10
  return end
}
