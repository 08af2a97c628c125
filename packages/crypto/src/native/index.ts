/** The crypto package on OpenSSL and native addons, for Node: same interfaces, same results, many times the speed. @module */
export { computeDelay, findFalseLink, nativeDelayLink } from './delay.ts'
export { nativeHashes } from './hashes.ts'
export { nativeKems } from './kem.ts'
export { nativeAesGcm, nativeKeystoreCrypto, randomBytes } from './keystore-crypto.ts'
export { merkleHasher } from './merkle-hasher.ts'
export { MAX_PARSED_KEYS } from './parsed-keys.ts'
export { nativeSuites } from './suites.ts'
