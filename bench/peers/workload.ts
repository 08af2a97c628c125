import { Agent, request } from 'node:http'

/** How much is sent, how often it is repeated, and how often a node is killed. */
export const TRANSACTIONS: number = Number(process.env.BENCH_TRANSACTIONS ?? 20_000)
export const ROUNDS: number = Number(process.env.BENCH_ROUNDS ?? 5)
export const KILLS: number = Number(process.env.BENCH_KILLS ?? 5)

/** Transactions in one request, and connections, each of which waits for its answer before it sends the next request. */
export const BATCH = 100
export const CONNECTIONS = 4

/**
 * Every account sends over one connection only and is in each of its batches once: no node has to put right what the network put out
 * of order, and nodes that refuse a nonce from the future take part in their best mode.
 */
export const ACCOUNTS: number = BATCH * CONNECTIONS
export const PER_ACCOUNT: number = Math.max(1, Math.round(TRANSACTIONS / ACCOUNTS))
export const TOTAL: number = ACCOUNTS * PER_ACCOUNT

/** The batches of each connection, from the transactions of each account in the order of their nonces. */
export function lanesOf<T>(byAccount: readonly (readonly T[])[]): readonly (readonly (readonly T[])[])[] {
  return Array.from({ length: CONNECTIONS }, (_, lane) => {
    const own = byAccount.slice(lane * BATCH, (lane + 1) * BATCH)
    return Array.from({ length: own[0]?.length ?? 0 }, (_, nonce) =>
      own.flatMap((each) => each.slice(nonce, nonce + 1)),
    )
  })
}

/** Sends each lane's bodies one after the other over a connection of its own; every answer goes to `onAnswer`. */
export async function sendLanes(
  url: string,
  type: string,
  lanes: readonly (readonly Buffer[])[],
  onAnswer: (answer: string) => void,
): Promise<void> {
  await Promise.all(
    lanes.map(async (bodies) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      try {
        for (const body of bodies) onAnswer(await post(url, body, { agent, type }))
      } finally {
        agent.destroy()
      }
    }),
  )
}

/** Posts a body; resolves to the text of the answer. */
export function post(
  url: string,
  body: Buffer | string,
  {
    agent,
    type,
    localAddress,
  }: { readonly agent: Agent; readonly type: string; readonly localAddress?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': Buffer.byteLength(body) }
    const options = {
      method: 'POST',
      agent,
      headers,
      ...(localAddress === undefined ? {} : { localAddress }),
    }
    const outgoing = request(url, options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (chunk: Buffer) => parts.push(chunk))
      response.on('end', () => resolve(Buffer.concat(parts).toString()))
      response.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
