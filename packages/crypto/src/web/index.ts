/** @module @demiurge/crypto/web: entropy and keystores in a browser. */
export { type CollectOptions, collectEntropy, randomBytes } from './collect.ts'
export { createJitterSource } from './jitter.ts'
export { webKeystoreCrypto } from './keystore-crypto.ts'
