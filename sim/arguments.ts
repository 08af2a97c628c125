/** A flag that takes a whole number, or none. */
type Kind = 'number' | 'switch'

/** Reads `--name VALUE` flags. Throws an Error that names the flag and what is known. */
export function readFlags<const F extends Readonly<Record<string, Kind>>>(
  known: F,
  given: readonly string[],
): { readonly [K in keyof F]?: F[K] extends 'switch' ? true : number } {
  const values: Record<string, number | true> = {}
  for (let i = 0; i < given.length; i++) {
    const name = (given[i] ?? '').replace(/^--/, '')
    const kind = (given[i] ?? '').startsWith('--') ? known[name] : undefined
    if (kind === undefined)
      throw new Error(
        `${given[i]} is not known here; known are ${Object.keys(known)
          .map((each) => `--${each}`)
          .join(', ')}`,
      )
    if (kind === 'switch') values[name] = true
    else {
      const value = given[++i] ?? ''
      if (!/^[0-9]+$/.test(value)) throw new Error(`--${name} needs a whole number, found "${value}"`)
      values[name] = Number(value)
    }
  }
  return values as { readonly [K in keyof F]?: F[K] extends 'switch' ? true : number }
}
