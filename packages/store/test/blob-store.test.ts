import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBlobStore, type StoreErrorCode } from '@demiurge/store'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryDirectory } from './temporary-directory.ts'

const failsWith = (code: StoreErrorCode) => expect.objectContaining({ name: 'StoreError', code })
const picture = new Uint8Array(5000).map((_, i) => (i * 31) & 0xff)
// SHA-256 of the empty message, FIPS 180-4.
const EMPTY_HASH = '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('a blob is found by its hash, also after reopening', async () => {
  await using folder = await temporaryDirectory()
  const blobs = await openBlobStore({ directory: join(folder.path, 'a', 'b') })
  expect(await blobs.put(new Uint8Array())).toBe(EMPTY_HASH)
  const hash = await blobs.put(picture)
  expect(await blobs.put(picture)).toBe(hash)
  const again = await openBlobStore({ directory: join(folder.path, 'a', 'b') })
  expect(await again.get(hash)).toEqual(picture)
  expect(await again.has(hash)).toBe(true)
  expect(await again.stat(hash)).toEqual({ bytes: 5000 })
  expect(await again.get(EMPTY_HASH)).toEqual(new Uint8Array())
})

test('an unknown hash has no blob, and what is no hash is refused', async () => {
  await using folder = await temporaryDirectory()
  const blobs = await openBlobStore({ directory: folder.path })
  expect(await blobs.get(EMPTY_HASH)).toBeUndefined()
  expect(await blobs.has(EMPTY_HASH)).toBe(false)
  expect(await blobs.stat(EMPTY_HASH)).toBeUndefined()
  for (const name of ['', '0x', '../../etc/passwd', `0x${'AB'.repeat(32)}`, `${EMPTY_HASH}\n`])
    await expect(blobs.get(name)).rejects.toThrow(failsWith('blob.InvalidHash'))
})

test('a file with any byte changed, added or missing is noticed, and storing the blob again mends it', async () => {
  await using folder = await temporaryDirectory()
  const blobs = await openBlobStore({ directory: folder.path })
  const hash = await blobs.put(picture)
  const path = join(folder.path, hash.slice(2, 4), hash.slice(4, 6), hash.slice(6))
  await fc.assert(
    fc.asyncProperty(fc.nat(picture.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const bytes = await readFile(path)
      bytes[at] = (bytes[at] ?? 0) ^ flip
      await writeFile(path, bytes)
      await expect(blobs.get(hash)).rejects.toThrow(failsWith('blob.Damaged'))
      await blobs.put(picture)
      expect(await blobs.get(hash)).toEqual(picture)
    }),
    { numRuns: 20 },
  )
  await writeFile(path, picture.subarray(1))
  await expect(blobs.get(hash)).rejects.toThrow(failsWith('blob.Damaged'))
  await writeFile(path, '')
  await expect(blobs.get(hash)).rejects.toThrow(failsWith('blob.Damaged'))
})

test('limits of size and of free space are kept, and leave nothing behind', async () => {
  await using folder = await temporaryDirectory()
  const small = await openBlobStore({ directory: folder.path, limits: { blobBytes: 100 } })
  await expect(small.put(picture)).rejects.toThrow(failsWith('blob.TooLarge'))
  const full = await openBlobStore({ directory: folder.path, limits: { freeBytes: Number.MAX_SAFE_INTEGER } })
  await expect(full.put(picture)).rejects.toThrow(failsWith('blob.DiskFull'))
  expect(await readdir(folder.path)).toEqual(['unfinished'])
})

test('what a crash left unfinished is removed on opening', async () => {
  await using folder = await temporaryDirectory()
  await openBlobStore({ directory: folder.path })
  await writeFile(join(folder.path, 'unfinished', 'x.partial'), 'half')
  await openBlobStore({ directory: folder.path })
  expect(await readdir(join(folder.path, 'unfinished'))).toEqual([])
})

test('the same blob stored many times at once is one file', async () => {
  await using folder = await temporaryDirectory()
  const blobs = await openBlobStore({ directory: folder.path })
  const hashes = await Promise.all(Array.from({ length: 20 }, () => blobs.put(picture)))
  expect(new Set(hashes).size).toBe(1)
  expect(await blobs.get(hashes[0] ?? '')).toEqual(picture)
})
