import { argon2id } from 'hash-wasm'
import { type KeystoreCrypto, portableKeystoreCrypto } from '../keystore.ts'
import { randomBytes } from './collect.ts'

/**
 * What keystores are made with in a browser: argon2id in WebAssembly. To be called in a worker, whose thread it keeps busy, silently: only
 * where WebAssembly does not run does noble do the same work, and `onProgress` is told the share that is done.
 */
export function webKeystoreCrypto(onProgress?: (share: number) => void): KeystoreCrypto {
  const portable = portableKeystoreCrypto(randomBytes, onProgress)
  return {
    ...portable,
    async argon2id(password, salt, cost) {
      try {
        return await compiledArgon2id(password, salt, cost)
      } catch {
        // A page whose policy lacks 'wasm-unsafe-eval', no memory to be had, or an empty password, which hash-wasm refuses: noble has the
        // last word, and its errors are the ones that are told.
        return portable.argon2id(password, salt, cost)
      }
    },
  }
}

const compiledArgon2id: KeystoreCrypto['argon2id'] = (password, salt, { memoryKib, passes, parallelism }) =>
  argon2id({
    password,
    salt,
    memorySize: memoryKib,
    iterations: passes,
    parallelism,
    hashLength: 32,
    outputType: 'binary',
  })
