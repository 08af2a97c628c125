import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { addressOf, type KeyPair, type PublicKey, publicKeyOf, singleKeyPolicy } from '@demiurge/crypto'
import { nativeSuites, randomBytes } from '@demiurge/crypto/native'

/** The key with which a validator signs blocks. */
export interface ValidatorKey {
  /** The secret that everything of this node is derived from, 32 bytes. */
  readonly seed: Uint8Array
  readonly keyPair: KeyPair
  readonly publicKey: PublicKey
  /** The account that the key alone governs. */
  readonly account: string
}

const SUITE = 'ml-dsa-65'

/** Reads the validator's key, or makes it on the first start. The file holds the 32-byte seed and is for the owner's eyes only. */
export function validatorKey(path: string): ValidatorKey {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    const seed = Buffer.from(randomBytes(32)).toString('hex')
    writeFileSync(path, `${JSON.stringify({ suite: SUITE, seed })}\n`, { mode: 0o600, flag: 'wx' })
  }
  const seed = Buffer.from(seedIn(path), 'hex')
  const keyPair = nativeSuites.get(SUITE).keyPairFromSeed(seed)
  const publicKey = publicKeyOf(keyPair, nativeSuites)
  return { seed, keyPair, publicKey, account: addressOf(singleKeyPolicy(publicKey)) }
}

function seedIn(path: string): string {
  const { suite, seed } = JSON.parse(readFileSync(path, 'utf8')) as { suite?: unknown; seed?: unknown }
  if (suite !== SUITE || typeof seed !== 'string' || !/^[0-9a-f]{64}$/.test(seed))
    throw new Error(
      `${path} does not hold a validator key: expected {"suite": "${SUITE}", "seed": 64 hex digits}`,
    )
  return seed
}
