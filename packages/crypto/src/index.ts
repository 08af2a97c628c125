/** Keys, signatures, encryption and accounts in pure code; the same on OpenSSL is in `@demiurge/crypto/native`. @module */
export { type Aead, portableAesGcm } from './aead.ts'
export { type Delay, delayLink, LINK_BYTES, linkSalt } from './delay.ts'
export { type CollectedEntropy, collectFrom } from './entropy/collect.ts'
export { createCombinedRandom, watchSystemRandom } from './entropy/combine.ts'
export { BLOCK_BITS, conditionSamples, outputEntropy, SURPLUS_BITS } from './entropy/conditioning.ts'
export { predictionCutoff, proportionCutoff, repetitionCutoff, windowOf } from './entropy/cutoffs.ts'
export {
  estimateCollision,
  estimateMarkov,
  estimateMinEntropy,
  estimateMostCommonValue,
  type MinEntropyEstimate,
  toBits,
} from './entropy/estimate.ts'
export {
  createHealthTests,
  type HealthFailure,
  type HealthOptions,
  type HealthTest,
  type HealthTests,
  STARTUP_SAMPLES,
} from './entropy/health.ts'
export type { DrawSignal, EntropySource } from './entropy/source.ts'
export {
  createSourceRecord,
  type SourceHealth,
  type SourceProperties,
  type SourceRecord,
  type SourceReport,
} from './entropy/source-record.ts'
export { shareOfOnes, vonNeumann } from './entropy/von-neumann.ts'
export { CryptoError, type CryptoErrorCode } from './error.ts'
export { H, type Hash, type HashName, hmac, portableHashes } from './hash.ts'
export type { Encapsulation, Kem, KemKeyPair, KemName, Kems } from './kem/kem.ts'
export { portableKems } from './kem/portable.ts'
export {
  type OpenOptions,
  openMessage,
  SealedMessage,
  type SealingCrypto,
  type SealOptions,
  sealMessage,
} from './kem/sealed.ts'
export {
  type Argon2Parameters,
  createKeystore,
  inspectKeystore,
  type KeystoreAccount,
  type KeystoreContents,
  type KeystoreCrypto,
  type KeystoreHeader,
  openKeystore,
  portableKeystoreCrypto,
  type SecondFactor,
} from './keystore.ts'
export { type MerkleHasher, portableMerkleHasher } from './merkle-hasher.ts'
export {
  createMnemonic,
  deriveKeyPair,
  deriveSeed,
  entropyToMnemonic,
  type KeyPath,
  mnemonicToEntropy,
  mnemonicToSeed,
} from './mnemonic.ts'
export {
  Authorization,
  checkAuthorization,
  checkSignatures,
  PolicySignature,
} from './policy/authorization.ts'
export {
  addressOf,
  checkPolicy,
  hybridPolicy,
  MAX_KEYS_PER_MEMBER,
  MAX_MEMBERS,
  Member,
  memberAddress,
  multisigPolicy,
  Policy,
  PublicKey,
  publicKeyOf,
  singleKeyPolicy,
} from './policy/policy.ts'
export {
  combineSignatures,
  createSigner,
  deriveSigner,
  memberOf,
  memberSigner,
  type Signer,
  type SignerOptions,
  signedMembers,
} from './policy/signer.ts'
export type { RandomSource } from './random.ts'
export { portableSuites } from './suites/portable.ts'
export type { Suites } from './suites/registry.ts'
export type { KeyPair, SignOptions, Suite, VerifyOptions } from './suites/suite.ts'
export { DEFAULT_SUITE, type SuiteName, type SuiteParameters, suiteTable } from './suites/table.ts'
