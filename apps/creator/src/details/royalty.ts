const PERCENT = /^(\d{1,3})(?:\.(\d{1,2}))?$/

/** A share written in percent (`2.5`) in ten-thousandths; undefined when it is not a number with at most two decimals. */
export function parseRoyalty(written: string): number | undefined {
  const match = PERCENT.exec(written.trim().replace(/\s*%$/, ''))
  if (match === null) return undefined
  const [, whole = '0', fraction = ''] = match
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}
