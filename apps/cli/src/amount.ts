import { UsageError } from './error.ts'

/** 1 DEM in sparks. */
const SPARKS = 1_000_000_000n
const DIGITS = 9

/** Reads an amount such as `1.5`, `1.5DEM` or `250sparks` into sparks. Throws UsageError. */
export function parseAmount(text: string): bigint {
  const [, whole = '', fraction = '', unit = ''] = /^(\d+)(?:\.(\d+))?\s*(dem|sparks?)?$/i.exec(text) ?? []
  const sparks = unit.toLowerCase().startsWith('spark')
  if (whole === '' || (sparks && fraction !== '') || fraction.length > DIGITS)
    throw new UsageError(`"${text}" is no amount: write 1.5 or 1.5DEM (up to nine decimals), or 250sparks`)
  return sparks ? BigInt(whole) : BigInt(whole) * SPARKS + BigInt(fraction.padEnd(DIGITS, '0'))
}

/** Sparks as people read them: `1,234.5 DEM`. */
export function formatAmount(sparks: bigint): string {
  const whole = String(sparks / SPARKS).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = String(sparks % SPARKS)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '')
  return fraction === '' ? `${whole} DEM` : `${whole}.${fraction} DEM`
}

/** Reads a royalty such as `5%` or `2.5%` into ten-thousandths. Throws UsageError. */
export function parseRoyalty(text: string): number {
  const [, whole = '', fraction = ''] = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text) ?? []
  const bps = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  if (whole === '' || bps > 5_000)
    throw new UsageError(`"${text}" is no royalty: write a share from 0% to 50%, such as 5% or 2.5%`)
  return bps
}

/** Reads a whole number within bounds. Throws UsageError that names what it is for. */
export function parseWhole(text: string, what: string, [least, most]: readonly [number, number]): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= least && number <= most))
    throw new UsageError(`${what} is "${text}": write a whole number from ${least} to ${most}`)
  return number
}
