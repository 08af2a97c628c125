import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode, formatAddress, toHex } from '@demiurge/codec'
import { collectionId, nft, transparency } from '@demiurge/modules'
import { validatorKey } from '@demiurge/node'
import { expect, test } from 'vitest'
import { signedCalls, testSigner } from '../packages/node/test/chain-client.ts'
import { until } from '../packages/node/test/network-of-nodes.ts'
import { call } from '../packages/node/test/running.ts'
import { startProcess } from './process.ts'

const KILLS = 3
const ada = testSigner(0)
const hash = (n: number): string => `0x${n.toString(16).padStart(64, '0')}`
const collection = collectionId(ada.address, hash(1))
const nothing = { metadataUri: '', metadataHash: hash(0), soulbound: false }

/** Mints one item, the first one with its collection, and waits until that is final. */
async function mint(http: string, number: number): Promise<void> {
  const { anchor } = (await call(http, 'chain_getHead', {})) as { anchor: string }
  const opening = {
    ...{ salt: hash(1), name: 'Tests', description: '', maxSupply: null, editions: 1, royaltyBps: 0 },
    ...{ ...nothing, mutableMetadata: false },
  }
  const item = {
    ...{ collection, to: ada.address, royaltyBps: null, contentHash: hash(100 + number) },
    ...{ ...nothing, provenanceHash: hash(0) },
  }
  const minting = { method: 'nft.mint', params: encode(nft.calls.mint.params, item) }
  const create = {
    method: 'nft.createCollection',
    params: encode(nft.calls.createCollection.params, opening),
  }
  const { id, bytes } = signedCalls(ada, number === 0 ? [create, minting] : [minting], {
    nonce: BigInt(number),
    anchor,
  })
  await call(http, 'tx_submit', { transaction: toHex(bytes) })
  await until(async () => {
    const { stage } = (await call(http, 'tx_getStatus', { id })) as { stage: string }
    return stage === 'final' || stage === 'certified'
  }, `item ${number} is final`)
}

const anchored = async (http: string): Promise<number> => {
  const anchor = (await call(http, 'provenance_getAnchor', {})) as { size: string } | null
  return Number(anchor?.size ?? 0)
}

/** Sizes of the log in all anchors of an account, oldest first. */
async function anchorsOf(http: string, address: string): Promise<readonly number[]> {
  const { transactions } = (await call(http, 'account_listTransactions', {
    ...{ address, before: null, limit: 100 },
  })) as { transactions: readonly { id: string; methods: readonly string[]; status: string }[] }
  const sizes: number[] = []
  for (const { id, methods, status } of transactions.toReversed()) {
    if (!methods.includes('transparency.anchor')) continue
    expect(status).toBe('applied')
    const events = (await call(http, 'tx_getEvents', { id })) as readonly {
      event: { name: string; data: string }
    }[]
    for (const { event } of events)
      if (event.name === 'transparency.anchored')
        sizes.push(
          Number(decode(transparency.events.anchored.data, Buffer.from(event.data.slice(2), 'hex')).size),
        )
  }
  return sizes
}

test('a node that is killed while its anchor is on its way posts it once, and what it missed afterwards', {
  timeout: 120_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-anchors-'))
  // Rounds without haste: an anchor stays on its way for a while.
  const flags = ['--set', 'anchorEvery=1', '--set', 'verifyThreads=1', '--round-ms', '100']
  for (let round = 0; round < KILLS; round++) {
    const node = await startProcess(data, flags)
    await until(async () => (await anchored(node.http)) === round, `what was minted before is anchored`)
    await mint(node.http, round)
    // In the pool, or in a block that nobody has ordered yet.
    await until(async () => {
      const { pool } = (await call(node.http, 'node_getStatus', {})) as { pool: number }
      return pool > 0 || (await anchored(node.http)) > round
    }, 'an anchor is on its way')
    await node.kill('SIGKILL')
  }
  const last = await startProcess(data, flags)
  await until(async () => (await anchored(last.http)) === KILLS, 'all is anchored')
  const { account } = validatorKey(join(data, 'validator.json'))
  expect(await anchorsOf(last.http, formatAddress(account))).toEqual([1, 2, 3])
  const profile = (await call(last.http, 'node_getProfile', {})) as { provenance: object }
  expect(profile.provenance).toMatchObject({ entries: '3', anchored: '3' })
  await last.kill('SIGTERM')
  rmSync(data, { recursive: true, force: true })
})
