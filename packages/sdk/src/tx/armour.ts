import { type Codec, CodecError, decode, encode } from '@demiurge/codec'
import { SdkError } from '../error.ts'

/** Characters of base64 in a line (RFC 7468 2: generators wrap at 64). */
const LINE = 64

/** A value as text that people hand on: the textual encoding of RFC 7468 around its canonical bytes. */
export function armour<T>(label: string, codec: Codec<T>, value: T): string {
  const lines =
    encode(codec, value)
      .toBase64()
      .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/**
 * Reads such a text; what stands around it is passed over, as RFC 7468 section 2 has it. Throws SdkError `armour.Malformed` when there
 * is no such block, more than one, or its bytes are not the one encoding of a value.
 */
export function unarmour<T>(label: string, codec: Codec<T>, text: string, limit: number): T {
  const begin = `-----BEGIN ${label}-----`
  const end = `-----END ${label}-----`
  const [, body, ...more] = text.split(begin)
  const [base64, after] = body?.split(end) ?? []
  if (base64 === undefined || after === undefined || more.length > 0)
    throw malformed(label, `it must hold one block between "${begin}" and "${end}"`)
  // A quarter more for base64, a little for ends of lines.
  if (base64.length > limit * 1.5)
    throw malformed(label, `it has ${base64.length} characters, too many for ${limit} bytes`)
  try {
    return decode(codec, Uint8Array.fromBase64(base64.replace(/\s+/g, ''), { lastChunkHandling: 'strict' }))
  } catch (error) {
    if (error instanceof CodecError || error instanceof SyntaxError || error instanceof TypeError)
      throw malformed(label, error.message, error)
    throw error
  }
}

function malformed(label: string, reason: string, cause?: unknown): SdkError {
  return new SdkError(
    'armour.Malformed',
    `this is no Demiurge ${label.replace('DEMIURGE ', '').toLowerCase()}: ${reason}`,
    { cause },
  )
}
