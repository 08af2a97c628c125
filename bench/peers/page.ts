import { readFileSync, writeFileSync } from 'node:fs'
import type { Line } from '../run.ts'

const PAGE = new URL('../../docs/benchmarks.md', import.meta.url)
const PLOT = new URL('../../docs/benchmarks-peers.svg', import.meta.url)
const BEGIN = '<!-- peers: written by npm run bench -- peers --write -->'
const END = '<!-- /peers -->'

/** Writes the lines into docs/benchmarks.md as a table, between the two marks, and the plot beside it. */
export function writePage(lines: readonly Line[]): void {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest = ''] = page.split(BEGIN)
  const after = rest.split(END)[1]
  if (before === undefined || after === undefined)
    throw new Error(`docs/benchmarks.md has no "${BEGIN}" with "${END}" after it`)
  writeFileSync(PLOT, plotOf(lines))
  writeFileSync(
    PAGE,
    `${before}${BEGIN}\n${tableOf(lines)}\n\n![Transfers a second](benchmarks-peers.svg)\n${END}${after}`,
  )
}

function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ name, value, unit, rounds }) => {
    const range =
      rounds === undefined ? '' : `; rounds ${shown(Math.min(...rounds))} to ${shown(Math.max(...rounds))}`
    return `| ${name} | ${shown(value)} | ${unit}${range} |`
  })
  return ['| line | value | |', '|---|---|---|', ...rows].join('\n')
}

function shown(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en')
}

const WIDTH = 640
const LABEL = 110
const BAR = 28
const GAP = 14
/** Room to the right of the longest bar, for its figure. */
const FIGURE = 150

/** Bars of what each node includes a second; readable on light and on dark ground. */
export function plotOf(lines: readonly Line[]): string {
  const bars = lines.filter(({ name }) => /^peers\.\w+$/.test(name))
  const most = Math.max(...bars.map(({ value }) => value), 1)
  const height = GAP + 24 + bars.length * (BAR + GAP)
  const shapes = bars.map(({ name, value }, i) => {
    const own = name === 'peers.demiurge'
    const y = GAP + 24 + i * (BAR + GAP)
    const width = Math.max(1, Math.round((value / most) * (WIDTH - LABEL - FIGURE)))
    const middle = y + BAR / 2 + 5
    return [
      `  <text x="${LABEL - 10}" y="${middle}" text-anchor="end">${name.slice('peers.'.length)}</text>`,
      `  <rect class="${own ? 'own' : 'other'}" x="${LABEL}" y="${y}" width="${width}" height="${BAR}" rx="3"/>`,
      `  <text x="${LABEL + width + 8}" y="${middle}">${shown(value)} /s</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
  <title>Signed transfers included a second, median of the rounds</title>
  <style>
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .own { fill: #6d4aff } .other { fill: #8c959f }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #a48cff } .other { fill: #6e7681 } }
  </style>
  <text x="${LABEL}" y="22">Signed transfers included a second, median of the rounds</text>
${shapes.join('\n')}
</svg>
`
}
