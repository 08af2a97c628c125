import { existsSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { byteList, CodecError, decode, encode, list } from '@demiurge/codec'
import { LedgerError, LIMITS } from '@demiurge/ledger'
import { RuntimeError } from '@demiurge/runtime'
import type { Submission } from '../submission.ts'

const PoolFile = list(byteList(LIMITS.transactionBytes), 1_000_000)

/** Where a node keeps what waited when it stopped. */
function pathIn(data: string): string {
  return join(data, 'pool')
}

/** Writes the transactions that still wait, so that a node that was stopped in order has them again. */
export async function savePool(data: string, waiting: readonly Uint8Array[]): Promise<void> {
  if (waiting.length === 0) return
  const path = pathIn(data)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(encode(PoolFile, [...waiting]))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/**
 * Submits what waited at the last stop again; each meets the same checks as any other, so that what is in the chain meanwhile, or too old,
 * goes. Resolves to how many were taken. A file that cannot be read is removed: nobody was promised anything for what is in it.
 */
export async function restorePool(data: string, submission: Submission): Promise<number> {
  const path = pathIn(data)
  if (!existsSync(path)) return 0
  const bytes = await readFile(path)
  await rm(path)
  let taken = 0
  for (const transaction of read(bytes))
    try {
      await submission.submit(transaction)
      taken++
    } catch (error) {
      if (!(error instanceof LedgerError || error instanceof RuntimeError)) throw error
    }
  return taken
}

function read(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return decode(PoolFile, bytes)
  } catch (error) {
    if (error instanceof CodecError) return []
    throw error
  }
}
