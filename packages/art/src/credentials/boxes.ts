/** @module The frame of a manifest store: JUMBF boxes (ISO 19566-5) that no hash of C2PA covers. */

/** A box: its type and its content. */
interface Box {
  readonly type: string
  readonly content: Uint8Array
}

/** The last 12 bytes of the box types that ISO 19566-5 and C2PA 2.2 11.1 name by four letters. */
export const TYPE_ENDING = '00110010800000aa00389b71'
/** Toggles of a description: requestable, with a label, and nothing else (ISO 19566-5 A.3). */
export const TOGGLES = 0x03
/** Toggles of an assertion's description: also with a private box, its salt (C2PA 2.2 8.4.2.3). */
export const SALTED = 0x13
const SALT_BYTES = 24

/**
 * What is wrong with the frame of a store that holds one manifest; undefined when it is the only one that says what it says. Claim,
 * assertions and signature are bound by hashes and signatures; this is about what stands around them: lengths, types, labels, order.
 */
export function findFrameProblem(store: Uint8Array): string | undefined {
  const outer = boxesIn(store)
  const [root, ...more] = outer ?? []
  if (root === undefined || more.length > 0) return 'The store is not one box.'
  const manifests = childrenOf(root, 'c2pa', (label) => label === 'c2pa')
  if (manifests === undefined) return 'The store does not begin as a store does.'
  if (manifests.length !== 1) return `The store holds ${manifests.length} manifests, our signer writes one.`
  const [manifest] = manifests
  const parts = childrenOf(manifest, 'c2ma', (label) =>
    /^urn:c2pa:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(label),
  )
  if (parts?.length !== 3) return 'The manifest is not made of assertions, claim and signature.'
  const [assertions, claim, signature] = parts
  const inner = childrenOf(assertions, 'c2as', (label) => label === 'c2pa.assertions')
  if (inner === undefined || !inner.every(isAssertion)) return 'An assertion is not in a box of its own.'
  if (!isContent(childrenOf(claim, 'c2cl', (label) => label === 'c2pa.claim.v2')))
    return 'The claim is not in a box of its own.'
  const envelope = childrenOf(signature, 'c2cs', (label) => label === 'c2pa.signature')
  if (!isContent(envelope)) return 'The signature is not in a box of its own.'
  return isEnvelope(envelope?.[0]?.content)
    ? undefined
    : 'The signature is not written as our signer writes it.'
}

/** A superbox with a salted description and one CBOR box: readers take these apart before they hash, and some forgive what does not belong. */
function isAssertion(box: Box): boolean {
  if (box.type !== 'jumb') return false
  const [description, ...content] = boxesIn(box.content) ?? []
  if (description?.type !== 'jumd' || !isContent(content)) return false
  const bytes = description.content
  const end = bytes.indexOf(0, 17)
  const [salt, ...more] = end < 0 ? [] : (boxesIn(bytes.subarray(end + 1)) ?? [])
  return (
    latin1(bytes.subarray(0, 4)) === 'cbor' &&
    bytes.subarray(4, 16).toHex() === TYPE_ENDING &&
    bytes[16] === SALTED &&
    salt?.type === 'c2sh' &&
    salt.content.length === SALT_BYTES - 8 &&
    more.length === 0
  )
}

/**
 * COSE_Sign1 in its one form: tag 18, an array of four, the protected header (which is signed), an empty map, null, 64 bytes of ES256.
 * What is not signed in it has no other spelling that a lenient reader would take.
 */
function isEnvelope(bytes: Uint8Array | undefined): boolean {
  if (bytes === undefined || bytes.length < 5) return false
  const header = (bytes[3] ?? 0) * 256 + (bytes[4] ?? 0)
  const tail = bytes.subarray(5 + header)
  return (
    bytes.subarray(0, 3).toHex() === 'd28459' &&
    tail.length === 68 &&
    tail.subarray(0, 4).toHex() === 'a0f65840'
  )
}

function isContent(boxes: readonly Box[] | undefined): boolean {
  return boxes?.length === 1 && boxes[0]?.type === 'cbor'
}

/** What follows the description of a superbox, if the description is exactly what is expected. */
function childrenOf(
  box: Box | undefined,
  type: string,
  isLabel: (label: string) => boolean,
): readonly Box[] | undefined {
  if (box?.type !== 'jumb') return undefined
  const [description, ...children] = boxesIn(box.content) ?? []
  if (description?.type !== 'jumd') return undefined
  const { content } = description
  const label = latin1(content.subarray(17, -1))
  const fits =
    latin1(content.subarray(0, 4)) === type &&
    content.subarray(4, 16).toHex() === TYPE_ENDING &&
    content[16] === TOGGLES &&
    content.at(-1) === 0 &&
    isLabel(label)
  return fits ? children : undefined
}

/** The boxes that fill these bytes exactly; undefined when they do not. Lengths of 0 and 1 (to the end, 64 bits) are not ours. */
function boxesIn(bytes: Uint8Array): readonly Box[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const boxes: Box[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = at + 8 > bytes.length ? 0 : view.getUint32(at)
    if (length < 8 || at + length > bytes.length) return undefined
    boxes.push({ type: latin1(bytes.subarray(at + 4, at + 8)), content: bytes.subarray(at + 8, at + length) })
    at += length
  }
  return boxes
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 256))
}
