/** The only platform globals that pure packages may use; they mean the same in Node and in browsers. */
declare class TextEncoder {
  encode(input: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input: Uint8Array): string
}
