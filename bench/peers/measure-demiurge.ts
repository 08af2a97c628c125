import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { byteList, encode, list } from '@demiurge/codec'
import { call } from '../../packages/node/test/running.ts'
import { startProcess } from '../../test/process.ts'
import { cpuMsOf, megabytesOf } from '../measuring/process-usage.ts'
import { follow, fund, signAll } from '../node.ts'
import type { Outcome } from './measure-ethereum.ts'
import { ACCOUNTS, lanesOf, PER_ACCOUNT, sendLanes, TOTAL } from './workload.ts'

const Batch = list(byteList(131_072), 1_000)
const TYPE = 'application/vnd.demiurge.transactions'

/** Sends the workload to a fresh node of ours, on its default store with fsync, and waits until all of it is final. */
export async function measureDemiurge(): Promise<Outcome> {
  const data = mkdtempSync(join(tmpdir(), 'demiurge-bench-'))
  const node = await startProcess(data)
  try {
    const accounts = Array.from({ length: ACCOUNTS }, (_, i) => i + 1)
    await fund(node.http, accounts)
    const { anchor } = (await call(node.http, 'chain_getHead', {})) as { anchor: string }
    // The first transaction of an account registers its keys; no key is registered where the peers come from, so it comes before.
    const signed = await signAll(accounts, anchor, PER_ACCOUNT)
    const registered = await follow(node.http, ACCOUNTS)
    await send(
      node.http,
      signed.map((each) => each.slice(0, 1)),
    )
    await registered.done

    const bodies = signed.map((each) => each.slice(1))
    const { done } = await follow(node.http, TOTAL)
    const pid = node.process.pid ?? 0
    const cpuBefore = cpuMsOf(pid)
    const ms = await send(node.http, bodies, done)
    const cpuMs = (cpuMsOf(pid) - cpuBefore) / TOTAL
    return {
      included: TOTAL,
      perSecond: (TOTAL / ms) * 1_000,
      rss: megabytesOf(pid, 'peak'),
      cpuMs,
    }
  } finally {
    await node.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Sends transactions of each account; resolves to the time from the first request until they are `done`, ms. */
async function send(
  http: string,
  byAccount: readonly (readonly Uint8Array[])[],
  done: Promise<void> = Promise.resolve(),
): Promise<number> {
  const lanes = lanesOf(byAccount).map((batches) => batches.map((batch) => Buffer.from(encode(Batch, batch))))
  const start = performance.now()
  await sendLanes(`${http}/api/v1/transactions`, TYPE, lanes, (answer) => {
    if (answer.includes('"error"')) throw new Error(`a transaction was refused: ${answer.slice(0, 400)}`)
  })
  await done
  return performance.now() - start
}
