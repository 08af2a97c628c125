/** The numbers of one signature scheme: data, not code, so that every engine and every reader has the same ones. */
export interface SuiteParameters<Name extends string = string> {
  /** Stable lower-case name, as in configuration, key paths and mnemonic derivation. */
  readonly name: Name
  /** Stable number (u8) that stands for the scheme in policies. A changed scheme gets a new one, never the old. */
  readonly id: number
  /** What people read, with the version of the specification where it is not final. */
  readonly label: string
  /** The document that defines the scheme. */
  readonly standard: string
  /** NIST security category 1 to 5, or 0 for a scheme that a quantum computer breaks. */
  readonly category: 0 | 1 | 2 | 3 | 5
  readonly postQuantum: boolean
  /** Bytes that determine a key pair. */
  readonly seedBytes: number
  readonly publicKeyBytes: number
  /** Lengths that signing accepts: first that of new keys, then that of expanded keys where the standard has both. */
  readonly secretKeyBytes: readonly number[]
  /** Exactly; every scheme here is used in its fixed-length form. */
  readonly signatureBytes: number
  /** Bytes of fresh randomness that signing can mix in; 0 where the scheme has no such input. */
  readonly entropyBytes: number
  /** Whether the standard defines a context string of up to 255 bytes. */
  readonly hasContext: boolean
}

const mlDsa = {
  standard: 'FIPS 204',
  postQuantum: true,
  seedBytes: 32,
  entropyBytes: 32,
  hasContext: true,
} as const
const falcon = {
  // FIPS 206 (FN-DSA) is not final and will differ in bytes: it gets ids 18 and 19 when it is, these keep their meaning.
  standard: 'Falcon, NIST round 3 submission',
  postQuantum: true,
  seedBytes: 48,
  entropyBytes: 48,
  hasContext: false,
} as const
const classical = { category: 0, postQuantum: false, hasContext: false } as const

type SlhDsaSet = '128s' | '128f' | '192s' | '192f' | '256s' | '256f'

/** FIPS 205 table 2: n is 16, 24 or 32 bytes; a public key is 2n, a seed (SK.seed, SK.prf, PK.seed) 3n. */
function slhDsa<Hash extends 'sha2' | 'shake', Set extends SlhDsaSet>(
  id: number,
  hash: Hash,
  set: Set,
  signatureBytes: number,
): SuiteParameters<`slh-dsa-${Hash}-${Set}`> {
  const n = Number.parseInt(set, 10) / 8
  return {
    name: `slh-dsa-${hash}-${set}`,
    id,
    label: `SLH-DSA-${hash.toUpperCase()}-${set}`,
    standard: 'FIPS 205',
    category: n === 16 ? 1 : n === 24 ? 3 : 5,
    postQuantum: true,
    seedBytes: 3 * n,
    publicKeyBytes: 2 * n,
    secretKeyBytes: [4 * n],
    signatureBytes,
    entropyBytes: n,
    hasContext: true,
  }
}

/** Every signature scheme of the chain. Ids 1-15 ML-DSA, 16-31 Falcon and its successor, 32-47 SLH-DSA, 64 and up classical; 0 is none. */
export const suiteTable = [
  {
    name: 'ml-dsa-44',
    id: 1,
    label: 'ML-DSA-44',
    category: 2,
    publicKeyBytes: 1312,
    secretKeyBytes: [32, 2560],
    signatureBytes: 2420,
    ...mlDsa,
  },
  {
    name: 'ml-dsa-65',
    id: 2,
    label: 'ML-DSA-65',
    category: 3,
    publicKeyBytes: 1952,
    secretKeyBytes: [32, 4032],
    signatureBytes: 3309,
    ...mlDsa,
  },
  {
    name: 'ml-dsa-87',
    id: 3,
    label: 'ML-DSA-87',
    category: 5,
    publicKeyBytes: 2592,
    secretKeyBytes: [32, 4896],
    signatureBytes: 4627,
    ...mlDsa,
  },
  {
    name: 'falcon-512',
    id: 16,
    label: 'Falcon-512 (round 3)',
    category: 1,
    publicKeyBytes: 897,
    secretKeyBytes: [1281],
    signatureBytes: 666,
    ...falcon,
  },
  {
    name: 'falcon-1024',
    id: 17,
    label: 'Falcon-1024 (round 3)',
    category: 5,
    publicKeyBytes: 1793,
    secretKeyBytes: [2305],
    signatureBytes: 1280,
    ...falcon,
  },
  slhDsa(32, 'sha2', '128s', 7856),
  slhDsa(33, 'sha2', '128f', 17_088),
  slhDsa(34, 'sha2', '192s', 16_224),
  slhDsa(35, 'sha2', '192f', 35_664),
  slhDsa(36, 'sha2', '256s', 29_792),
  slhDsa(37, 'sha2', '256f', 49_856),
  slhDsa(38, 'shake', '128s', 7856),
  slhDsa(39, 'shake', '128f', 17_088),
  slhDsa(40, 'shake', '192s', 16_224),
  slhDsa(41, 'shake', '192f', 35_664),
  slhDsa(42, 'shake', '256s', 29_792),
  slhDsa(43, 'shake', '256f', 49_856),
  {
    name: 'ed25519',
    id: 64,
    label: 'Ed25519',
    standard: 'RFC 8032',
    publicKeyBytes: 32,
    secretKeyBytes: [32],
    signatureBytes: 64,
    seedBytes: 32,
    entropyBytes: 0,
    ...classical,
  },
  {
    name: 'secp256k1',
    id: 65,
    label: 'secp256k1 ECDSA',
    standard: 'FIPS 186-5, SEC 2',
    publicKeyBytes: 33,
    secretKeyBytes: [32],
    signatureBytes: 64,
    seedBytes: 48,
    entropyBytes: 32,
    ...classical,
  },
] as const satisfies readonly SuiteParameters[]

/** The name of a signature scheme. */
export type SuiteName = (typeof suiteTable)[number]['name']

/** What an account gets when nobody asks for something else: NIST category 3. */
export const DEFAULT_SUITE: SuiteName = 'ml-dsa-65'

/** The longest public key and signature of any suite, in bytes: the bounds of the codecs. */
export const MAX_PUBLIC_KEY_BYTES = 2592
export const MAX_SIGNATURE_BYTES = 49_856
