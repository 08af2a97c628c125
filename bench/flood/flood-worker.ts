/**
 * Pours batches into a node at a fixed pace whether it answers or not, from an address of its own: `workerData` says what, where and how
 * fast. Tells at the end what became of them.
 *
 * @module
 */

import { Agent } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { BatchAnswer } from '@demiurge/api'
import { post } from '../peers/workload.ts'

/** What one thread of the flood is told. */
export interface FloodOrder {
  readonly url: string
  readonly bodies: readonly Uint8Array[]
  readonly batch: number
  /** Batches a second, for so many seconds. */
  readonly rate: number
  readonly seconds: number
  /** Addresses that it comes from, in turn. */
  readonly localAddresses: readonly string[]
  readonly connections: number
}

/** What one thread of the flood tells, in transactions. `held` is what had no connection free: the node did not take it in. */
export interface FloodResult {
  sent: number
  refused: number
  accepted: number
  /** Answered as a whole with an error: too many requests, or the connection broke. */
  failed: number
  held: number
}

const TICK_MS = 4
const { url, bodies, batch, rate, seconds, localAddresses, connections } = workerData as FloodOrder
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const result: FloodResult = { sent: 0, refused: 0, accepted: 0, failed: 0, held: 0 }
const buffers = bodies.map((body) => Buffer.from(body))
let underWay = 0
let poured = 0
let over = false

async function pour(body: Buffer): Promise<void> {
  underWay++
  result.sent += batch
  try {
    const type = 'application/vnd.demiurge.transactions'
    const localAddress = localAddresses[poured % localAddresses.length] ?? ''
    const answer = JSON.parse(await post(url, body, { agent, type, localAddress })) as Partial<BatchAnswer>
    if (over) return
    const { accepted, refused } = answer
    if (accepted === undefined || refused === undefined) result.failed += batch
    else {
      result.refused += refused.length
      result.accepted += accepted
    }
  } catch {
    if (!over) result.failed += batch
  } finally {
    underWay--
  }
}

const start = performance.now()
const ticking = setInterval(() => {
  const passed = (performance.now() - start) / 1_000
  if (passed >= seconds) {
    clearInterval(ticking)
    over = true
    parentPort?.postMessage(result)
    agent.destroy()
    return
  }
  for (; poured < passed * rate; poured++) {
    const body = buffers[poured % buffers.length]
    if (underWay >= connections || body === undefined) result.held += batch
    else void pour(body)
  }
}, TICK_MS)
