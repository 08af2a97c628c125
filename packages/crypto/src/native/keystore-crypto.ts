import { argon2, createCipheriv, createDecipheriv, randomBytes as osRandomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { AEAD_TAG_BYTES, type Aead } from '../aead.ts'
import type { KeystoreCrypto } from '../keystore.ts'
import type { RandomSource } from '../random.ts'

const deriveKey = promisify(argon2)
const CIPHER = 'aes-256-gcm'

/** Fresh bytes of the operating system's generator. */
export const randomBytes: RandomSource = (length) => new Uint8Array(osRandomBytes(length))

/** AES-256-GCM on OpenSSL: constant-time where the processor has AES instructions. */
export const nativeAesGcm: Aead = {
  seal(key, nonce, plaintext, associatedData) {
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: AEAD_TAG_BYTES })
    cipher.setAAD(associatedData)
    return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]))
  },
  open(key, nonce, sealed, associatedData) {
    if (sealed.length < AEAD_TAG_BYTES) return undefined
    const end = sealed.length - AEAD_TAG_BYTES
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: AEAD_TAG_BYTES })
    decipher.setAAD(associatedData)
    decipher.setAuthTag(sealed.subarray(end))
    const plaintext = decipher.update(sealed.subarray(0, end))
    try {
      return new Uint8Array(Buffer.concat([plaintext, decipher.final()]))
    } catch {
      // final() throws for one reason: the tag does not match.
      return undefined
    }
  },
}

/** What keystores are made with in Node; argon2id runs on the thread pool. */
export const nativeKeystoreCrypto: KeystoreCrypto = {
  async argon2id(password, salt, { memoryKib, passes, parallelism }) {
    const parameters = {
      message: password,
      nonce: salt,
      memory: memoryKib,
      passes,
      parallelism,
      tagLength: 32,
    }
    return new Uint8Array(await deriveKey('argon2id', parameters))
  },
  aesGcm: nativeAesGcm,
  random: randomBytes,
}
