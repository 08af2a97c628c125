import type { Stream } from '@libp2p/interface'
import type { PublicServe } from './interface.ts'
import { ItemWriter, readItems } from './items.ts'

const MOST_QUESTION_BYTES = 65_536
const CLOSE_MS = 10_000

/** Reads the question of a stream and writes the answer, until the asker has enough or the network closes. Never rejects. */
export async function answerStream(
  stream: Stream,
  question: {
    readonly peer: string
    readonly name: string
    readonly answer: PublicServe
    readonly stop: AbortSignal
    /** Whether the peer may ask as much as it does. */
    readonly mayAsk: () => boolean
  },
): Promise<void> {
  const { peer, name, answer, stop, mayAsk } = question
  const writer = new ItemWriter(stream)
  const gone = new AbortController()
  stream.addEventListener('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, stop])
  try {
    if (!mayAsk()) throw new Error('more questions than are answered in so short a time')
    const { value: body } = await readItems(stream, MOST_QUESTION_BYTES).next()
    if (body === undefined) throw new Error('there is no question')
    for await (const item of answer(body, peer, signal)) await writer.item(item, signal)
    await writer.end(undefined, signal)
    await stream.close({ signal: AbortSignal.any([signal, AbortSignal.timeout(CLOSE_MS)]) })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await writer.end(`${name}: ${reason}`, signal).catch(() => {})
    stream.close().catch(() => {})
  }
}
