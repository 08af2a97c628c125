/** @module @demiurge/crypto/web: entropy in a browser. */
export { type CollectOptions, collectEntropy, randomBytes } from './collect.ts'
export { createJitterSource } from './jitter.ts'
