/** @module Writes a manifest store with one manifest (C2PA 2.2, chapters 8 to 11), as c2pa-rs lays it out. */
import { portableMerkleHasher, type RandomSource } from '@demiurge/crypto'
import { joinBytes } from '../files/png.ts'
import { formatUuid } from '../metadata/uuid.ts'
import { SALTED, TOGGLES, TYPE_ENDING } from './boxes.ts'
import { type CborValue, cborIntegerLength, encodeCbor } from './cbor.ts'
import { signatureLength, signClaim } from './cose.ts'
import type { StudioKey } from './studio-key.ts'

/** An assertion: what a manifest says under a label. */
export interface Assertion {
  readonly label: string
  readonly data: CborValue
}

/** What goes into a manifest. */
export interface ManifestPlan {
  readonly title: string
  /** Beside the binding to the file, which is written here. */
  readonly assertions: readonly Assertion[]
  /** SHA-256 of the file without the store. */
  readonly restSha256: Uint8Array
  /** Where in the file the store will stand, and how many bytes a store of some length takes there, with what frames it. */
  readonly place: { readonly start: number; readonly lengthOf: (storeLength: number) => number }
  readonly key: StudioKey
  /** For identifiers and salts. */
  readonly random: RandomSource
}

const GENERATOR = { name: 'Demiurge', version: '0.1.0' }
const ALGORITHM = 'sha256'
/** A head of CBOR for 32 bits takes so many bytes; `pad` fills what a shorter length leaves, so that the store has one length. */
const WIDEST_INTEGER = 5

/** The bytes of a store whose claim binds the file, the assertions and itself. Throws ArtError `credentials.failed`. */
export async function writeManifestStore(plan: ManifestPlan): Promise<Uint8Array<ArrayBuffer>> {
  const { random, key, place, restSha256 } = plan
  const identifier = `urn:c2pa:${formatUuid(random(16))}`
  const instance = `xmp:iid:${formatUuid(random(16))}`
  const stated = plan.assertions.map((each) => assertionBox(each, random))
  const bindingSalt = random(SALT_BYTES)
  const parts = (length: number) => {
    const data = dataHash({ start: place.start, length, hash: restSha256 })
    const binding = assertionBox({ label: 'c2pa.hash.data', data }, () => bindingSalt)
    const claim = encodeCbor(claimOf({ identifier, instance, title: plan.title, binding, stated }))
    return { boxes: [...stated, binding].map(({ box }) => box), claim }
  }
  const wrap = ({ boxes, claim }: ReturnType<typeof parts>, signature: Uint8Array) =>
    superbox({ type: 'c2pa', label: 'c2pa' }, [
      superbox({ type: 'c2ma', label: identifier }, [
        superbox({ type: 'c2as', label: 'c2pa.assertions' }, boxes),
        superbox({ type: 'c2cl', label: 'c2pa.claim.v2' }, [box('cbor', claim)]),
        superbox({ type: 'c2cs', label: 'c2pa.signature' }, [box('cbor', signature)]),
      ]),
    ])
  // The claim names the store's own length, which does not depend on it.
  const sketch = wrap(parts(0), new Uint8Array(signatureLength(key)))
  const final = parts(place.lengthOf(sketch.length))
  return wrap(final, await signClaim(final.claim, key))
}

/** C2PA 2.2 18.5: the file but for the store. */
function dataHash({
  start,
  length,
  hash,
}: {
  readonly start: number
  readonly length: number
  readonly hash: Uint8Array
}): CborValue {
  return {
    exclusions: [{ start, length }],
    name: 'jumbf manifest',
    alg: ALGORITHM,
    hash,
    pad: new Uint8Array(WIDEST_INTEGER - cborIntegerLength(length)),
  }
}

/** C2PA 2.2 10.3: the claim, with the addresses and hashes of everything else. */
function claimOf({
  identifier,
  instance,
  title,
  binding,
  stated,
}: {
  readonly identifier: string
  readonly instance: string
  readonly title: string
  readonly binding: WrittenAssertion
  readonly stated: readonly WrittenAssertion[]
}): CborValue {
  return {
    instanceID: instance,
    claim_generator_info: GENERATOR,
    signature: `self#jumbf=/c2pa/${identifier}/c2pa.signature`,
    created_assertions: [binding.reference],
    gathered_assertions: stated.map(({ reference }) => reference),
    'dc:title': title,
    alg: ALGORITHM,
  }
}

interface WrittenAssertion {
  readonly box: Uint8Array
  readonly reference: { readonly url: string; readonly hash: Uint8Array }
}

const SALT_BYTES = 16

function assertionBox({ label, data }: Assertion, random: RandomSource): WrittenAssertion {
  const salt = box('c2sh', random(SALT_BYTES))
  const written = superbox({ type: 'cbor', label, salt }, [box('cbor', encodeCbor(data))])
  // C2PA 2.2 8.4.2.3: the hash is over what is in the superbox, not its header.
  const hash = portableMerkleHasher.sha256(written.subarray(8))
  return { box: written, reference: { url: `self#jumbf=c2pa.assertions/${label}`, hash } }
}

/** A JUMBF superbox (ISO 19566-5): a description with its type and label, then boxes. */
function superbox(
  { type, label, salt }: { readonly type: string; readonly label: string; readonly salt?: Uint8Array },
  children: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder()
  const description = box(
    'jumd',
    utf8.encode(type),
    Uint8Array.fromHex(TYPE_ENDING),
    Uint8Array.of(salt === undefined ? TOGGLES : SALTED),
    utf8.encode(`${label}\0`),
    salt ?? new Uint8Array(),
  )
  return box('jumb', description, ...children)
}

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(8)
  head.set(new TextEncoder().encode(type), 4)
  const written = joinBytes([head, ...parts])
  new DataView(written.buffer).setUint32(0, written.length)
  return written
}
