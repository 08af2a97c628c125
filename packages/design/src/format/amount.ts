/** Sparks in one DEM. */
export const SPARKS_PER_DEM = 1_000_000_000n
const DECIMALS = 9
const GROUP = /\B(?=(\d{3})+(?!\d))/g

/** Groups the digits of a whole number in thousands: `12,345`. */
export function formatCount(value: bigint | number): string {
  return String(value).replace(GROUP, ',')
}

/** Groups the digits of whole numbers of five digits and more within a sentence, as a node's messages have them. */
export function groupDigits(sentence: string): string {
  return sentence.replace(/(?<![\w.])\d{5,}(?![\w])/g, (digits) => formatCount(BigInt(digits)))
}

/**
 * Sparks as DEM with thousands and without trailing zeros, exact: `1,234.5`. The unit is left to the caller. With `decimals`, digits
 * behind are cut (never rounded up: nobody is shown more than they have).
 */
export function formatDem(sparks: bigint, decimals = DECIMALS): string {
  const sign = sparks < 0n ? '-' : ''
  const absolute = sparks < 0n ? -sparks : sparks
  const fraction = String(absolute % SPARKS_PER_DEM)
    .padStart(DECIMALS, '0')
    .slice(0, decimals)
    .replace(/0+$/, '')
  const whole = formatCount(absolute / SPARKS_PER_DEM)
  // A tiny amount cut to nothing would read as free.
  if (fraction === '' && absolute !== 0n && whole === '0') return `${sign}< 0.${'0'.repeat(decimals - 1)}1`
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** Reads an amount in DEM as a person writes it (`1,234.5`) into sparks; undefined when it is none or has over nine decimals. */
export function parseDem(written: string): bigint | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,9}))?$/.exec(written.trim())
  if (match === null) return undefined
  const [, whole = '', fraction = ''] = match
  return BigInt(whole.replaceAll(',', '')) * SPARKS_PER_DEM + BigInt(fraction.padEnd(DECIMALS, '0'))
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB']

/** A number of bytes for people: `820 B`, `1.4 MB` (powers of 1,000). */
export function formatBytes(bytes: number | bigint): string {
  let value = Number(bytes)
  let unit = 0
  while (value >= 1_000 && unit < SIZES.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit]}`
}
