import { canonicalJson, formatUuid } from '@demiurge/art'
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
