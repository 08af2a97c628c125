/** @module How well one colour reads on another: the contrast of WCAG 2.2. */
import { parseHex, toLinear } from './color.ts'

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, "relative luminance"). */
export function relativeLuminance(hex: string): number {
  const [red, green, blue] = parseHex(hex)
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue)
}

/** Contrast of two colours, 1 (the same) to 21 (black on white); their order does not matter. */
export function contrastRatio(one: string, other: string): number {
  const a = relativeLuminance(one)
  const b = relativeLuminance(other)
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** What a contrast is good for: `AAA` and `AA` for text of any size, `large` for large or bold text only (1.4.3, 1.4.6). */
export function contrastGrade(ratio: number): 'AAA' | 'AA' | 'large' | 'poor' {
  if (ratio >= 7) return 'AAA'
  if (ratio >= 4.5) return 'AA'
  return ratio >= 3 ? 'large' : 'poor'
}
