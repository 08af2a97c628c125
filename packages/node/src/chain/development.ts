import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Committee } from '@demiurge/consensus'
import { createKeystore, deriveSigner, mnemonicToSeed, type Signer } from '@demiurge/crypto'
import { nativeKeystoreCrypto, nativeSuites } from '@demiurge/crypto/native'
import type { ChainGenesis } from '@demiurge/modules'
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
  readonly logKeys: readonly string[]
  readonly nowMs: bigint
}): ChainFile {
  const { validator, faucet, logKeys, nowMs } = options
  const committee: Committee = {
    epoch: 0n,
    seats: [
      {
        account: validator.account,
        suite: validator.publicKey.suite,
        key: validator.publicKey.key,
        weight: 1n,
      },
    ],
  }
  return {
    version: 1,
    chainId: DEVELOPMENT_CHAIN,
    genesisTimeMs: nowMs,
    development: true,
    faucet,
    committee,
    logKeys,
    genesis: developmentGenesis(faucet, validator.account),
  }
}

const DEM = 1_000_000_000n

/** Fees that one notices but does not feel: a transfer costs about 0.00001 DEM. */
function developmentGenesis(faucet: string, validator: string): ChainGenesis {
  return {
    system: {
      floor: { price: 1_000n, bytesPrice: 1n },
      ceiling: { price: 1_000_000_000n, bytesPrice: 1_000_000n },
    },
    balances: {
      existentialDeposit: 1_000_000n,
      accounts: [
        { account: faucet, amount: 1_000_000_000n * DEM },
        { account: validator, amount: 1_000n * DEM },
      ],
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
