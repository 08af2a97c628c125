import { toHex } from '@demiurge/codec'
import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from './canonical-json.ts'

/** The identity of a JSON document: SHA-256 of the UTF-8 bytes of its canonical text (RFC 8785), as `0x…`. Throws as canonicalJson does. */
export function metadataHash(document: unknown): string {
  return toHex(sha256(new TextEncoder().encode(canonicalJson(document))))
}
