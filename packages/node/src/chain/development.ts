import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@demiurge/codec'
import { createKeystore, deriveSigner, H, mnemonicToSeed, type Signer } from '@demiurge/crypto'
import { nativeKeystoreCrypto, nativeSuites } from '@demiurge/crypto/native'
import { type ChainGenesis, defaultStakingParameters } from '@demiurge/modules'
import { logKeys, logOrigin, logSigners } from '../index/provenance-log.ts'
import { RevealChain } from '../validator/reveal-chain.ts'
import type { ChainFile } from './chain-file.ts'
import type { ValidatorKey } from './validator-key.ts'

/** The words behind the development account. They are public: whoever reads this can spend its coins, which are worth nothing. */
export const DEVELOPMENT_MNEMONIC =
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art'

/** Identifier of the development chains. */
export const DEVELOPMENT_CHAIN = 'demiurge-dev'

/** The password of the development wallet: public as well, so that every command works on a fresh chain. */
export const DEVELOPMENT_PASSWORD = 'demiurge'

const KEYS = [{ suite: 'ml-dsa-65', account: 0, index: 0 }]

/** The signer of the development account: the faucet, and what the command line uses on a development chain. */
export function developmentSigner(): Signer {
  return deriveSigner(mnemonicToSeed(DEVELOPMENT_MNEMONIC), KEYS, { suites: nativeSuites })
}

/** A chain of one's own: one validator, and the development account with plenty of coins. */
export function developmentChain(options: {
  readonly validator: ValidatorKey
  readonly faucet: string
  readonly nowMs: bigint
}): ChainFile {
  const { validator, ...rest } = options
  return networkChain({ ...rest, validators: [validator], chainId: DEVELOPMENT_CHAIN })
}

/** A chain for development with several validators of equal stake. `epochMs` is the length of an epoch, ms. */
export function networkChain(options: {
  readonly chainId: string
  readonly validators: readonly ValidatorKey[]
  readonly faucet: string
  readonly nowMs: bigint
  readonly epochMs?: bigint
}): ChainFile {
  const { chainId, validators, faucet, nowMs, epochMs } = options
  return {
    version: 1,
    chainId,
    genesisTimeMs: nowMs,
    development: true,
    faucet,
    // Every validator keeps the provenance log, which follows from the chain, and signs it with keys of its own.
    logKeys: validators.flatMap(({ seed }) => logKeys(logSigners(logOrigin(chainId), seed))),
    genesis: developmentGenesis({ faucet, validators, nowMs, epochMs }),
  }
}

const DEM = 1_000_000_000n
const VALIDATOR_STAKE = 1_000_000n * DEM
const VALIDATOR_COINS = 1_000n * DEM

/** Fees that one notices but does not feel: a transfer costs about 0.00001 DEM. */
function developmentGenesis(options: {
  readonly faucet: string
  readonly validators: readonly ValidatorKey[]
  readonly nowMs: bigint
  readonly epochMs: bigint | undefined
}): ChainGenesis {
  const { faucet, validators, nowMs, epochMs } = options
  return {
    system: {
      floor: { price: 1_000n, bytesPrice: 1n },
      ceiling: { price: 1_000_000_000n, bytesPrice: 1_000_000n },
    },
    balances: {
      existentialDeposit: 1_000_000n,
      accounts: [
        { account: faucet, amount: 1_000_000_000n * DEM },
        ...validators.map(({ account }) => ({ account, amount: VALIDATOR_STAKE + VALIDATOR_COINS })),
      ],
    },
    temporal: {
      // A tenth of a second: it shows how the beacon works, and protects nothing that is worth nothing.
      parameters: { segments: 64, iterations: 16_384, revealBps: 1_000 },
      chains: validators.map(({ account, seed }) => ({ account, tip: new RevealChain(seed, 0).tip })),
    },
    staking: {
      startMs: nowMs,
      seed: toHex(H(new TextEncoder().encode(`demiurge/${nowMs}`))),
      parameters: { ...defaultStakingParameters, ...(epochMs === undefined ? {} : { epochMs }) },
      validators: validators.map(({ account, publicKey }, i) => ({
        account,
        suite: publicKey.suite,
        key: publicKey.key,
        stake: VALIDATOR_STAKE,
        commissionBps: 500,
        name: `Validator ${i + 1}`,
      })),
    },
  }
}

/** Puts the development wallet beside the chain, as a keystore file like any other. */
export async function writeDevelopmentWallet(data: string, signer: Signer): Promise<string> {
  const folder = join(data, 'wallets')
  const path = join(folder, 'development.json')
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const keystore = await createKeystore(
    {
      label: 'development',
      mnemonic: DEVELOPMENT_MNEMONIC,
      accounts: [{ name: 'development', address: signer.address, keys: KEYS }],
    },
    DEVELOPMENT_PASSWORD,
    { crypto: nativeKeystoreCrypto },
  )
  writeFileSync(path, keystore, { mode: 0o600 })
  return path
}
