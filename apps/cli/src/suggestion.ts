/** The known word that was probably meant: at most a third of its letters differ. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const best = known
    .map((each) => ({ each, distance: distance(word.toLowerCase(), each.toLowerCase()) }))
    .reduce<{ each: string; distance: number } | undefined>(
      (least, candidate) => (least === undefined || candidate.distance < least.distance ? candidate : least),
      undefined,
    )
  if (best === undefined) return undefined
  return best.distance <= Math.max(1, Math.floor(best.each.length / 3)) ? best.each : undefined
}

/** Levenshtein distance: insertions, deletions and replacements from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      )
    row = next
  }
  return row[to.length] ?? 0
}
