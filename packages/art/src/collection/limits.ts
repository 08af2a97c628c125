/** Limits of a collection. */
export const collectionLimits = {
  maxLayers: 64,
  maxTraitsPerLayer: 4_096,
  maxPieces: 1_000_000,
  /** Pixels on a side. */
  minSize: 16,
  maxSize: 8192,
} as const
