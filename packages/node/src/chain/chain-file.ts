import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  address,
  bool,
  CodecError,
  encode,
  fromJson,
  type Infer,
  list,
  optional,
  struct,
  text,
  toHex,
  toJson,
  u8,
  u64,
} from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import { ChainGenesis } from '@demiurge/modules'

/** Everything that all nodes of a chain must agree on before its first block. Written as JSON; its digest binds every word. */
export const ChainFile = struct({
  version: u8,
  chainId: text(32),
  genesisTimeMs: u64,
  /** A chain for development: coins are worth nothing, and the node may hold a faucet. */
  development: bool,
  faucet: optional(address),
  /** Keys that sign the provenance log's checkpoints (C2SP verifier keys). */
  logKeys: list(text(8_192), 256),
  genesis: ChainGenesis,
})
export type ChainFile = Infer<typeof ChainFile>

/** A chain file cannot be used. The message names file and field. */
export class ChainFileError extends Error {
  override readonly name = 'ChainFileError'
  readonly code = 'chain.BadFile'
}

/** Digest of a chain file, 0x hex: SHA3-256 of its canonical bytes. */
export function chainFileDigest(file: ChainFile): string {
  return toHex(H(encode(ChainFile, file)))
}

/** Reads a chain file. Throws ChainFileError. */
export function readChainFile(path: string): ChainFile {
  if (!existsSync(path))
    throw new ChainFileError(
      `there is no chain file at ${path}; write --chain development for a chain of your own`,
    )
  try {
    return fromJson(ChainFile, JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    const reason = error instanceof CodecError || error instanceof SyntaxError ? error.message : String(error)
    throw new ChainFileError(`${path}: ${reason}`, { cause: error })
  }
}

/** Writes a chain file so that it is there whole or not at all. */
export function writeChainFile(path: string, file: ChainFile): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, `${JSON.stringify(toJson(ChainFile, file), null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
