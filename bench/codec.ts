/** How fast the codec is, next to @chainsafe/ssz in the same process. @module */
import {
  ByteListType,
  ByteVectorType,
  ContainerType,
  ListCompositeType,
  UintBigintType,
  UintNumberType,
} from '@chainsafe/ssz'
import {
  address,
  byteList,
  type Codec,
  decode,
  encode,
  fromHex,
  hash,
  type Infer,
  list,
  merkleRoot,
  struct,
  text,
  toHex,
  u32,
  u64,
  u128,
} from '@demiurge/codec'

type Report = (line: { name: string; value: number; unit: string }) => void

const Transfer = struct({ to: address, amount: u128, memo: text(64) })
const Body = struct({
  chainId: u32,
  lane: u32,
  nonce: u64,
  validFrom: u64,
  validUntil: u64,
  sender: address,
  anchor: hash,
  maxFee: u128,
  calls: list(Transfer, 1024),
})
/** The body with its witness: an ML-DSA-65 key of 1,952 bytes and signature of 3,309. */
const Signed = struct({ body: Body, keys: list(byteList(1952), 16), signatures: list(byteList(3309), 16) })

const Bytes32Type = new ByteVectorType(32)
const TransferType = new ContainerType({
  to: Bytes32Type,
  amount: new UintBigintType(16),
  memo: new ByteListType(64),
})
const BodyType = new ContainerType({
  chainId: new UintNumberType(4),
  lane: new UintNumberType(4),
  nonce: new UintBigintType(8),
  validFrom: new UintBigintType(8),
  validUntil: new UintBigintType(8),
  sender: Bytes32Type,
  anchor: Bytes32Type,
  maxFee: new UintBigintType(16),
  calls: new ListCompositeType(TransferType, 1024),
})
const SignedType = new ContainerType({
  body: BodyType,
  keys: new ListCompositeType(new ByteListType(1952), 16),
  signatures: new ListCompositeType(new ByteListType(3309), 16),
})

const body: Infer<typeof Body> = {
  chainId: 369,
  lane: 1,
  nonce: 41n,
  validFrom: 1_790_000_000_000n,
  validUntil: 1_790_000_600_000n,
  sender: `0x${'a1'.repeat(32)}`,
  anchor: `0x${'c3'.repeat(32)}`,
  maxFee: 2_000_000n,
  calls: [{ to: `0x${'b2'.repeat(32)}`, amount: 1_250_000_000_000n, memo: 'for the third print' }],
}
const signed: Infer<typeof Signed> = {
  body,
  keys: [new Uint8Array(1952).fill(7)],
  signatures: [new Uint8Array(3309).fill(9)],
}

/** What is measured of one implementation and one value; each is called many times. */
interface Subject {
  readonly encode: () => unknown
  readonly decode: () => unknown
  readonly roundtrip: () => unknown
  readonly root: () => unknown
}

/** The part of a @chainsafe/ssz type that the benchmark uses. */
interface SszType<T> {
  serialize(value: T): Uint8Array
  deserialize(bytes: Uint8Array): T
  hashTreeRoot(value: T): Uint8Array
}

/** Prepares both implementations for one value, having checked that they agree on its bytes and its root. */
function pair<T, U>(codec: Codec<T>, value: T, type: SszType<U>): { ours: Subject; theirs: Subject } {
  const bytes = encode(codec, value)
  const theirValue = type.deserialize(bytes)
  if (toHex(type.serialize(theirValue)) !== toHex(bytes)) throw new Error('the encodings differ')
  if (toHex(type.hashTreeRoot(theirValue)) !== toHex(merkleRoot(codec, value)))
    throw new Error('the roots differ')
  return {
    ours: {
      encode: () => encode(codec, value),
      decode: () => decode(codec, bytes),
      roundtrip: () => decode(codec, encode(codec, value)),
      root: () => merkleRoot(codec, value),
    },
    theirs: {
      encode: () => type.serialize(theirValue),
      decode: () => type.deserialize(bytes),
      roundtrip: () => type.deserialize(type.serialize(theirValue)),
      root: () => type.hashTreeRoot(theirValue),
    },
  }
}

const asText = new TextDecoder()
const asBytes = new TextEncoder()

/**
 * @chainsafe/ssz with the same value in memory as ours has: identifiers as hex that compare with ===, memos as text. Its own values
 * hold bytes there, and whoever looks one up in a map converts it.
 */
function sameValues(bytes: Uint8Array): () => unknown {
  const value = BodyType.deserialize(bytes)
  const read = () => {
    const found = BodyType.deserialize(BodyType.serialize(value))
    const calls = found.calls.map((call) => ({
      to: toHex(call.to),
      amount: call.amount,
      memo: asText.decode(call.memo),
    }))
    return { ...found, sender: toHex(found.sender), anchor: toHex(found.anchor), calls }
  }
  return () => {
    const found = read()
    value.sender = fromHex(found.sender)
    value.anchor = fromHex(found.anchor)
    value.calls = found.calls.map((call) => ({
      to: fromHex(call.to),
      amount: call.amount,
      memo: asBytes.encode(call.memo),
    }))
    return value
  }
}

const ROUNDS = 7
const ROUND_MS = 60

let sink: unknown

/** Calls a second, the best of several rounds: what else runs on the machine can only slow a round down. */
function rate(action: () => unknown): number {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    let calls = 0
    let elapsed = 0
    while (elapsed < ROUND_MS) {
      for (let i = 0; i < 200; i++) sink = action()
      calls += 200
      elapsed = performance.now() - start
    }
    best = Math.max(best, (calls * 1000) / elapsed)
  }
  if (sink === undefined) throw new Error('nothing was measured')
  return Math.round(best)
}

/** Measures the codec on a signed transaction of 5.5 kB and on its body of 191 bytes, next to @chainsafe/ssz. */
export async function run(report: Report): Promise<void> {
  const subjects = {
    '': pair(Signed, signed, SignedType),
    '.body': pair(Body, body, BodyType),
  }
  for (const [suffix, { ours, theirs }] of Object.entries(subjects)) {
    for (const what of ['encode', 'decode', 'roundtrip', 'root'] as const) {
      const own = rate(ours[what])
      const other = rate(theirs[what])
      report({ name: `codec.${what}${suffix}`, value: own, unit: '1/s' })
      report({ name: `codec.chainsafe.${what}${suffix}`, value: other, unit: '1/s' })
      const name = what === 'roundtrip' ? `codec.ratio${suffix}` : `codec.ratio.${what}${suffix}`
      report({ name, value: Math.round((own / other) * 100) / 100, unit: 'x' })
    }
  }
  const { ours } = subjects['.body']
  const own = rate(ours.roundtrip)
  const converted = rate(sameValues(encode(Body, body)))
  report({ name: 'codec.chainsafe.same-values.body', value: converted, unit: '1/s' })
  report({
    name: 'codec.ratio.same-values.body',
    value: Math.round((own / converted) * 100) / 100,
    unit: 'x',
  })
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)))
