import { createHash } from 'node:crypto'
import { readFile, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeDirectory, writeFileDurably } from './durable-files.ts'
import { StoreError } from './error.ts'

/** What a blob store takes at most. */
export interface BlobLimits {
  /** Largest blob; 64 MiB by default. */
  readonly blobBytes?: number
  /** Space that must stay free on the disk; 256 MiB by default. */
  readonly freeBytes?: number
}

/** How a blob store is opened. */
export interface BlobStoreOptions {
  /** The folder, created when missing. */
  readonly directory: string
  readonly limits?: BlobLimits
}

/** Files found by the SHA-256 of their content, `0x…` hex. A blob never changes; its hash says whether it did. */
export interface BlobStore {
  /**
   * Stores a blob and resolves with its hash once it is durable. Storing it again costs a comparison, and mends a damaged file.
   * Throws StoreError `blob.TooLarge` or `blob.DiskFull`.
   */
  put(bytes: Uint8Array): Promise<string>
  /** The blob of a hash, or undefined. Throws StoreError `blob.Damaged` when the file is not what was stored. */
  get(hash: string): Promise<Uint8Array | undefined>
  /** Whether a blob is stored. */
  has(hash: string): Promise<boolean>
  /** Size of a stored blob, or undefined. */
  stat(hash: string): Promise<{ readonly bytes: number } | undefined>
}

const HASH = /^0x[0-9a-f]{64}$/

/** Opens or creates a blob store. What a crash left unfinished is removed. */
export async function openBlobStore({ directory, limits = {} }: BlobStoreOptions): Promise<BlobStore> {
  const { blobBytes = 64 << 20, freeBytes = 256 << 20 } = limits
  const temporary = join(directory, 'unfinished')
  await rm(temporary, { recursive: true, force: true })
  await makeDirectory(temporary)

  const fileSize = async (hash: string): Promise<number | undefined> => {
    const found = await orUndefined(stat(pathOf(directory, hash)))
    return found?.size
  }

  const store = async (hash: string, bytes: Uint8Array): Promise<void> => {
    const { bavail, bsize } = await statfs(directory)
    if (bavail * bsize - bytes.length < freeBytes)
      throw new StoreError(
        'blob.DiskFull',
        `storing ${bytes.length} bytes would leave less than ${freeBytes} of ${bavail * bsize} bytes free in ${directory}`,
      )
    const path = pathOf(directory, hash)
    await makeDirectory(dirname(path))
    await writeFileDurably(path, bytes, temporary)
  }

  return {
    async put(bytes) {
      if (bytes.length > blobBytes)
        throw new StoreError(
          'blob.TooLarge',
          `a blob of ${bytes.length} bytes is too large, the limit is ${blobBytes}`,
        )
      const hash = hashOf(bytes)
      const present = await orUndefined(readFile(pathOf(directory, hash)))
      if (present?.equals(bytes) !== true) await store(hash, bytes)
      return hash
    },
    async get(hash) {
      const bytes = await orUndefined(readFile(pathOf(directory, hash)))
      if (bytes === undefined) return undefined
      if (hashOf(bytes) !== hash)
        throw new StoreError(
          'blob.Damaged',
          `the file of blob ${hash} holds ${bytes.length} bytes with hash ${hashOf(bytes)}; store the blob again to mend it`,
        )
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    },
    has: async (hash) => (await fileSize(hash)) !== undefined,
    async stat(hash) {
      const bytes = await fileSize(hash)
      return bytes === undefined ? undefined : { bytes }
    },
  }
}

function hashOf(bytes: Uint8Array): string {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}

/** Two levels of folders by the first two bytes: a million blobs are 15 files a folder. */
function pathOf(directory: string, hash: string): string {
  // Also what keeps a hash from an outsider from naming a file elsewhere.
  if (!HASH.test(hash))
    throw new StoreError('blob.InvalidHash', 'a blob is named by 0x and 64 lower-case hex digits')
  return join(directory, hash.slice(2, 4), hash.slice(4, 6), hash.slice(6))
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
