import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { CryptoError } from '../../error.ts'
import type { EntropySource } from './source.ts'

const ANSWER_TIMEOUT_MS = 10_000
/** A turn of the collection: its samples are seen by the tests before more are asked for. */
const TURN = 64

/**
 * How long a peer takes to answer (HTTP HEAD, one question at a time over one connection): a sample is the low 8 bits of the time in
 * nanoseconds. Whoever sees the wire sees much of it, so nothing is credited; it is mixed in. Any status is an answer.
 */
export function createNetworkSource(peer: string): EntropySource {
  const url = peerUrl(peer)
  const { Agent, request } = url.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (signal: AbortSignal): Promise<number> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    const question = request(url, { agent, method: 'HEAD', signal: limit })
    const start = process.hrtime.bigint()
    question.end()
    const [answer] = await once(question, 'response')
    const duration = process.hrtime.bigint() - start
    answer.resume()
    await once(answer, 'end')
    return Number(duration & 0xffn)
  }
  return {
    name: 'network',
    bitsPerSample: 8,
    minEntropy: 0.3,
    credit: 0,
    async draw(count, signal) {
      const samples = new Uint8Array(Math.min(count, TURN))
      try {
        for (const i of samples.keys()) samples[i] = await ask(signal)
      } catch (cause) {
        signal.throwIfAborted()
        throw new CryptoError(
          'entropy.SourceUnavailable',
          `the peer ${url.origin} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
          { cause },
        )
      }
      return samples
    },
    close: () => agent.destroy(),
  }
}

function peerUrl(peer: string): URL {
  const url = URL.parse(peer)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new CryptoError(
      'entropy.BadParameters',
      `the peer "${peer}" is no address: write http://HOST:PORT or https://HOST`,
    )
  return url
}
