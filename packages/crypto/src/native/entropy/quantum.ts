import { CryptoError } from '../../error.ts'
import type { EntropySource } from './source.ts'

/** A service that measures quantum states and gives the results over HTTP. */
export type QuantumProvider = 'anu' | 'lfd'

/** Where a quantum source is asked. */
export interface QuantumOptions {
  readonly provider: QuantumProvider
  /** The provider's own address when left out. */
  readonly url?: string
  /** The key that ANU asks for (`x-api-key`). */
  readonly apiKey?: string
}

interface Adapter {
  readonly url: string
  query(count: number): Readonly<Record<string, string>>
  /** The bytes of an answer; undefined when it is not of the provider's form. */
  read(answer: Readonly<Record<string, unknown>>): Uint8Array | undefined
}

const ANSWER_TIMEOUT_MS = 20_000
const MOST_ANSWER_BYTES = 65_536
/** ANU answers at most 1,024 numbers at a time. */
const MOST_AT_ONCE = 1024

const ADAPTERS: Readonly<Record<QuantumProvider, Adapter>> = {
  // Australian National University, vacuum fluctuations: {"success":true,"type":"uint8","length":"2","data":[17,203]}
  anu: {
    url: 'https://api.quantumnumbers.anu.edu.au/',
    query: (count) => ({ length: String(count), type: 'uint8' }),
    read: ({ success, type, data }) =>
      success === true && type === 'uint8' && isBytes(data) ? Uint8Array.from(data) : undefined,
  },
  // LfD, a generator of ID Quantique: {"length":2,"qrn":"11cb"}
  lfd: {
    url: 'https://lfdr.de/qrng_api/qrng',
    query: (count) => ({ length: String(count), format: 'HEX' }),
    read: ({ qrn, length }) =>
      typeof qrn === 'string' && /^(?:[0-9a-f]{2})+$/i.test(qrn) && qrn.length / 2 === length
        ? Uint8Array.fromHex(qrn)
        : undefined,
  },
}

/**
 * A quantum generator behind an HTTP service. Its bytes are held to 8 bits each by the health tests; nothing is credited, for the
 * provider knows them. Throws CryptoError `entropy.BadParameters` on an address that is not https (http is for this machine only).
 */
export function createQuantumSource({ provider, url, apiKey }: QuantumOptions): EntropySource {
  const adapter = ADAPTERS[provider]
  const address = serviceUrl(url ?? adapter.url)
  return {
    name: provider,
    bitsPerSample: 8,
    minEntropy: 8,
    credit: 0,
    async draw(count, signal) {
      const wanted = Math.min(count, MOST_AT_ONCE)
      const question = new URL(address)
      for (const [name, value] of Object.entries(adapter.query(wanted)))
        question.searchParams.set(name, value)
      const headers = { accept: 'application/json', ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) }
      const text = await ask(question, { headers, signal })
      const bytes = adapter.read(parse(text, address))
      if (bytes === undefined || bytes.length === 0)
        throw badAnswer(address, `its answer is not of the form of "${provider}"`)
      return bytes.subarray(0, wanted)
    },
  }
}

async function ask(
  question: URL,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  try {
    // A service that sends us elsewhere could send the key there too.
    const answer = await fetch(question, { headers, signal: limit, redirect: 'error' })
    if (!answer.ok) throw badAnswer(question, `it answers with status ${answer.status}`)
    return await readText(answer, question)
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof CryptoError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CryptoError(
      'entropy.SourceUnavailable',
      `the service ${question.origin} does not answer: ${reason}`,
      { cause },
    )
  }
}

async function readText(answer: Response, question: URL): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > MOST_ANSWER_BYTES)
      throw badAnswer(question, `its answer is longer than ${MOST_ANSWER_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parse(text: string, address: URL): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw badAnswer(address, 'its answer is not JSON', cause)
  }
}

function isBytes(data: unknown): data is number[] {
  return Array.isArray(data) && data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)
}

function serviceUrl(text: string): URL {
  const url = URL.parse(text)
  const isLocal = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url
  throw new CryptoError(
    'entropy.BadParameters',
    `"${text}" is no address of a quantum source: write https://HOST/PATH (http for this machine only)`,
  )
}

function badAnswer({ origin }: URL, reason: string, cause?: unknown): CryptoError {
  return new CryptoError('entropy.BadAnswer', `the service ${origin} is of no use: ${reason}`, { cause })
}
