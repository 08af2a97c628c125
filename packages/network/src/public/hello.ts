import { byteList, decode, encode, hash, type Infer, optional, struct, text, toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'

/** The first question of either side: who are you? The nonce goes into the signature, so that no answer can be used again. */
export const HelloQuestion = struct({ nonce: hash })

/** Who a peer is: its software, and the ML-DSA-65 key of the node behind it, signed for this connection. */
export const HelloAnswer = struct({
  agent: text(64),
  identity: optional(struct({ publicKey: byteList(1_952), signature: byteList(3_309) })),
})
export type HelloAnswer = Infer<typeof HelloAnswer>

/** An ML-DSA-65 key that speaks for a node. */
export interface NodeIdentity {
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
}

const DOMAIN = new TextEncoder().encode('demiurge.hello.1')
const suite = nativeSuites.get('ml-dsa-65')

/** A question, canonical bytes. */
export function askHello(): { readonly bytes: Uint8Array; readonly nonce: string } {
  const nonce = toHex(randomBytes(32))
  return { bytes: encode(HelloQuestion, { nonce }), nonce }
}

/** What is signed: both peer ids, who answers first, and the asker's nonce. Peer ids are classical; this binds them to a key that is not. */
function statement(answers: string, asks: string, nonce: string): Uint8Array {
  const bytes = new TextEncoder().encode(`${answers}\n${asks}\n${nonce}`)
  return H(DOMAIN, bytes)
}

/** Answers a question that `asker` has put to us. Throws CodecError on one that cannot be read. */
export function answerHello(
  question: Uint8Array,
  us: { readonly id: string; readonly agent: string; readonly identity: NodeIdentity | undefined },
  asker: string,
): Uint8Array {
  const { nonce } = decode(HelloQuestion, question)
  const { id, agent, identity } = us
  const signed =
    identity === undefined
      ? null
      : { publicKey: identity.publicKey, signature: identity.sign(statement(id, asker, nonce)) }
  return encode(HelloAnswer, { agent, identity: signed })
}

/** Reads the answer of `peer` to our question. Throws CodecError, or an Error when a key is claimed that has not signed. */
export function readHello(
  answer: Uint8Array,
  { us, peer, nonce }: { readonly us: string; readonly peer: string; readonly nonce: string },
): { readonly agent: string; readonly nodeId: string | undefined } {
  const { agent, identity } = decode(HelloAnswer, answer)
  if (identity === null) return { agent, nodeId: undefined }
  const { publicKey, signature } = identity
  const isRight =
    publicKey.length === suite.publicKeyBytes &&
    suite.verify(signature, statement(peer, us, nonce), publicKey)
  if (!isRight) throw new Error('it claims an ML-DSA-65 key that has not signed its hello')
  return { agent, nodeId: toHex(H(publicKey)) }
}
