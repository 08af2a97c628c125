import type { ScoreBand } from '@demiurge/api'

const BANDS = 24

/** How many items have a score in each of up to 24 equal bands from the lowest score to the highest; none without items. */
export function scoreBands(scores: Uint32Array): readonly ScoreBand[] {
  if (scores.length === 0) return []
  let least = 0xffff_ffff
  let most = 0
  for (const score of scores) {
    least = Math.min(least, score)
    most = Math.max(most, score)
  }
  const width = Math.max(1, Math.ceil((most - least + 1) / BANDS))
  const bands = Array.from({ length: Math.floor((most - least) / width) + 1 }, (_, i) => ({
    from: least + i * width,
    to: least + (i + 1) * width,
    items: 0,
  }))
  for (const score of scores) {
    const band = bands[Math.floor((score - least) / width)]
    if (band !== undefined) band.items++
  }
  return bands
}
