/** @module Reads one font file beside the page's own thread, which unpacking a large one would hold up. */
import { ArtError, type ArtErrorCode } from '../errors.ts'
import { type FontFile, openFontFile } from '../text/font-file.ts'
import { unpackers } from './unpack.ts'

/** What comes back for a font file's bytes. */
export type FontReply =
  | { readonly font: FontFile }
  | { readonly code: ArtErrorCode; readonly message: string }

declare const self: DedicatedWorkerGlobalScope

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<FontReply> {
  try {
    const { sfnt: _, ...font } = await openFontFile(bytes, unpackers)
    return { font }
  } catch (error) {
    if (error instanceof ArtError) return { code: error.code, message: error.message }
    return { code: 'font.damaged', message: `the font is damaged: ${error}` }
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  void read(data).then((reply) => self.postMessage(reply))
})
