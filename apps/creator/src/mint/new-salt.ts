import { toHex } from '@demiurge/codec'

/** 32 random bytes for a new collection's identifier. */
export function newSalt(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)))
}
