import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@demiurge/codec'
import { openStore } from '@demiurge/store'
import { signedTransfer, testSigner } from '../packages/node/test/chain-client.ts'
import { startTestNode } from '../packages/node/test/running.ts'
import { packValue } from '../packages/store/src/compressed-value.ts'
import type { Line } from './run.ts'

const TRANSFERS = 400
/** Of the newest transactions, so many are looked at by somebody after each new one. */
const LOOKS = 5

/** Tables of the archive by the first letter of their keys; others go under their letter. */
const TABLES: Readonly<Record<string, string>> = {
  s: 'state',
  c: 'commits',
  p: 'transactions',
  b: 'blocks',
  a: 'accounts',
}

/**
 * What a node really stores: a chain of one with 400 signed transfers, sent one after the other. How much of each table's bytes is left
 * by compression, and how often a look at one of the newest transactions is answered by the cache before the store. About ten seconds.
 */
export async function run(report: (line: Line) => void): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  try {
    report({ name: 'stored.cache.hit-rate', value: await hitRate(data), unit: 'of reads' })
    for (const { table, raw, packed } of await sizes(data)) {
      report({ name: `stored.${table}.bytes`, value: raw, unit: 'bytes' })
      report({ name: `stored.${table}.left`, value: packed / raw, unit: 'of them after compression' })
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** Makes the transfers; what is returned is the part of the store's reads that its cache answered. */
async function hitRate(data: string): Promise<number> {
  const { node, call } = await startTestNode(
    { store: 'rocksdb', dashboardPort: 'off', creatorPort: 'off' },
    data,
  )
  const ada = testSigner(0)
  const bob = testSigner(1)
  const { anchor } = (await call('chain_getHead')) as { anchor: string }
  const ids: string[] = []
  for (let nonce = 0; nonce < TRANSFERS; nonce++) {
    const { id, bytes } = signedTransfer(ada, {
      ...{ to: bob.address, amount: 1_000_000_000n, nonce: BigInt(nonce), anchor },
      // Once for an account, and the others only when that is final.
      withPolicy: nonce === 0,
    })
    await call('tx_submit', { transaction: toHex(bytes) })
    ids.push(id)
    if (nonce === 0) while (!(await isFinal(call, id)));
    for (const each of ids.slice(-LOOKS)) await call('tx_getStatus', { id: each })
  }
  for (const id of ids) while (!(await isFinal(call, id)));
  const { hits, misses } = node.storeCache
  await node.close()
  return hits / (hits + misses)
}

async function isFinal(
  call: (method: string, params: unknown) => Promise<unknown>,
  id: string,
): Promise<boolean> {
  const { stage } = (await call('tx_getStatus', { id })) as { stage: string }
  return stage === 'final' || stage === 'certified'
}

interface Size {
  readonly table: string
  readonly raw: number
  readonly packed: number
}

/** Bytes of the values of each table before and after compression, largest first, and of all together. */
async function sizes(data: string): Promise<readonly Size[]> {
  const store = await openStore({ engine: 'rocksdb', directory: join(data, 'store') })
  const found = new Map<string, { raw: number; packed: number }>()
  for await (const [key, value] of store.iterate()) {
    const letter = String.fromCharCode(key[0] ?? 0)
    const packed = (await packValue(value)).length
    for (const table of [TABLES[letter] ?? letter, 'all']) {
      const sum = found.get(table) ?? { raw: 0, packed: 0 }
      found.set(table, { raw: sum.raw + value.length, packed: sum.packed + packed })
    }
  }
  await store.close()
  const all = [...found].map(([table, sum]) => ({ table, ...sum })).toSorted((a, b) => b.raw - a.raw)
  return all.filter(({ raw }) => raw * 50 > (all[0]?.raw ?? 0))
}
