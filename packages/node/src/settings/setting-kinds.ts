/** Where a value came from. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default'

/** One setting of the node: where it can come from, what it may be, and what it is for. */
export interface SettingDefinition<T extends string | number> {
  readonly doc: string
  readonly fallback: T
  /** Reads a value from text or JSON; throws an Error whose message says what to write instead. */
  readonly parse: (value: unknown, source: SettingSource) => T
  /** Its value is never shown. */
  readonly secret?: boolean
}

/** A text that is not empty; one of a few where they are named. */
export const text = (
  fallback: string,
  doc: string,
  allowed?: readonly string[],
): SettingDefinition<string> => ({
  doc,
  fallback,
  parse(value) {
    if (typeof value !== 'string' || value === '') throw new Error('write a text that is not empty')
    if (allowed !== undefined && !allowed.includes(value))
      throw new Error(`write one of ${allowed.join(', ')}`)
    return value
  },
})

/** A whole number from `least` to `most`. */
export const whole = (
  fallback: number,
  least: number,
  most: number,
  doc: string,
): SettingDefinition<number> => ({
  doc,
  fallback,
  parse(value) {
    const number = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
      throw new Error(`write a whole number from ${least} to ${most}`)
    return number
  },
})

/** A whole number, or a word that stands for something else: it becomes -1. */
export const wholeOr = (
  word: string,
  fallback: number,
  range: readonly [number, number],
  doc: string,
): SettingDefinition<number> => {
  const number = whole(fallback, range[0], range[1], doc)
  return {
    doc,
    fallback,
    parse: (value, source) => {
      if (value === word) return -1
      try {
        return number.parse(value, source)
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : String(error)}, or "${word}"`)
      }
    },
  }
}

/** Addresses of the form host:port, separated by commas. */
export const addresses = (doc: string): SettingDefinition<string> => ({
  doc,
  fallback: '',
  parse(value) {
    if (typeof value !== 'string')
      throw new Error('write addresses such as 192.0.2.7:7870, separated by commas')
    for (const each of value.split(',').filter((part) => part !== ''))
      if (!/^\S+:[0-9]{1,5}$/.test(each.trim()))
        throw new Error(
          `"${each}" is not host:port; write addresses such as 192.0.2.7:7870, separated by commas`,
        )
    return value
  },
})

/** Multiaddresses of nodes, separated by commas. */
export const multiaddresses = (doc: string, mustNamePeer: boolean): SettingDefinition<string> => ({
  doc,
  fallback: '',
  parse(value) {
    const example = `/ip4/192.0.2.7/tcp/7871${mustNamePeer ? '/p2p/12D3Koo…' : ''}`
    if (typeof value !== 'string')
      throw new Error(`write multiaddresses such as ${example}, separated by commas`)
    for (const each of value.split(',').filter((part) => part.trim() !== ''))
      if (!/^(\/[^\s/]+){4,}$/.test(each.trim()) || (mustNamePeer && !each.includes('/p2p/')))
        throw new Error(`"${each}" is no multiaddress such as ${example}`)
    return value
  },
})

/** A port to listen on. */
export const port = (fallback: number, doc: string): SettingDefinition<number> =>
  whole(fallback, 0, 65_535, `${doc} (0: any free port)`)
