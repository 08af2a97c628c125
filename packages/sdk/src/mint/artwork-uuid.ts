import { canonicalJson } from '@demiurge/art'
import { portableMerkleHasher, type RandomSource } from '@demiurge/crypto'

/**
 * The UUID of an artwork that a recipe draws: the first 16 bytes of the SHA-256 of the recipe's canonical JSON, in the form of a
 * version 4 UUID. Every file of the artwork carries the recipe, so an altered file still leads to the original.
 */
export function artworkUuid(recipe: unknown): string {
  return formatUuid(portableMerkleHasher.sha256(new TextEncoder().encode(canonicalJson(recipe))))
}

/** The UUID of a work without a recipe (RFC 9562 5.4). */
export function randomUuid(random: RandomSource): string {
  return formatUuid(random(16))
}

function formatUuid(bytes: Uint8Array): string {
  const uuid = bytes.slice(0, 16)
  // RFC 9562 4: version in the high half of byte 6, variant in the top bits of byte 8.
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  const hex = uuid.toHex()
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
