import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toHex } from '@demiurge/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restorePool, savePool } from '../src/pool/pool-file.ts'
import type { Submission } from '../src/submission.ts'
import { signedTransfer, testSigner } from './chain-client.ts'
import { until } from './network-of-nodes.ts'
import { startTestNode } from './running.ts'

test('a transaction that waits for its time still waits after the node was stopped and started', async () => {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-pool-'))
  const flags = { store: 'rocksdb' } as const
  const first = await startTestNode(flags, data)
  const { anchor } = (await first.call('chain_getHead')) as { anchor: string }
  const { id, bytes } = signedTransfer(testSigner(0), {
    to: testSigner(1).address,
    amount: 1_000_000_000n,
    nonce: 0n,
    anchor,
    withPolicy: true,
    // Its window opens in a minute.
    nowMs: Date.now() + 300_000,
  })
  await first.call('tx_submit', { transaction: toHex(bytes) })
  await first.node.close()
  await using again = await startTestNode(flags, data)
  await until(async () => {
    const { pool } = (await again.call('node_getStatus')) as { pool: number }
    return pool === 1
  }, 'it waits again')
  expect(((await again.call('tx_getStatus', { id })) as { stage: string }).stage).toBe('pending')
}, 60_000)

test('what comes back from the disk is what was put there; noise is nothing, and gone', async () => {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-pool-'))
  const submitted: string[] = []
  const submission = {
    submit: async (bytes: Uint8Array) => submitted.push(toHex(bytes)),
  } as unknown as Submission
  await savePool(data, [Uint8Array.of(1, 2), Uint8Array.of(3)])
  expect(await restorePool(data, submission)).toBe(2)
  expect(submitted).toEqual(['0x0102', '0x03'])
  expect(await restorePool(data, submission)).toBe(0)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (noise) => {
      writeFileSync(join(data, 'pool'), noise)
      await restorePool(data, submission)
      expect(await restorePool(data, submission)).toBe(0)
    }),
  )
  rmSync(data, { recursive: true })
})
