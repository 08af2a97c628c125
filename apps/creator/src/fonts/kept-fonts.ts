/** Fonts that the creator brought, kept on the device beside drafts and versions. Page and workers read the same. @module */
import { ArtError, type FindFontFile, type FontFile, MAX_FONT_FILE_BYTES } from '@demiurge/art'
import { readFont } from '@demiurge/art/web'

const DATABASE = 'demiurge.creator.fonts'
const STORE = 'fonts'
/** Fonts that are kept; one more is refused. */
export const MAX_FONTS = 40

/** A font as it is kept, under the name that recipes have for it. */
interface KeptFont {
  readonly font: FontFile
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Gives a kept font's bytes to a renderer. A device without storage has none. */
export const findFont: FindFontFile = async (name) => {
  const kept = await run<KeptFont | undefined>('readonly', (store) => store.get(name)).catch(() => undefined)
  return kept?.bytes
}

/** The kept fonts by their titles. Rejects when the browser forbids storage. */
export async function listFonts(): Promise<readonly FontFile[]> {
  const kept = await run<readonly KeptFont[]>('readonly', (store) => store.getAll())
  return kept.map(({ font }) => font).sort((a, b) => (a.title < b.title ? -1 : 1))
}

/**
 * Reads, checks and keeps a font file. Rejects with ArtError when it is no font that can be drawn with, or when there are too many,
 * and with a DOMException when storage is full or forbidden.
 */
export async function keepFont(file: Blob): Promise<FontFile> {
  if (file.size > MAX_FONT_FILE_BYTES) {
    throw new ArtError(
      'font.too-large',
      `The file has ${file.size} bytes; a font may have ${MAX_FONT_FILE_BYTES}.`,
    )
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const font = await readFont(bytes)
  const names = await run<readonly IDBValidKey[]>('readonly', (store) => store.getAllKeys())
  if (names.length >= MAX_FONTS && !names.includes(font.name)) {
    throw new ArtError('font.too-large', `${MAX_FONTS} fonts are kept; remove one first.`)
  }
  const kept: KeptFont = { font, bytes }
  await run('readwrite', (store) => store.put(kept, font.name))
  return font
}

/** Removes a font from this device; works that name it keep their recipes. */
export async function dropFont(name: string): Promise<void> {
  await run('readwrite', (store) => store.delete(name))
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await openDatabase()
  try {
    const transaction = database.transaction(STORE, mode)
    const request = ask(transaction.objectStore(STORE))
    return await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve(request.result))
      transaction.addEventListener('error', () => reject(transaction.error))
      transaction.addEventListener('abort', () => reject(transaction.error))
    })
  } finally {
    database.close()
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
