import { createRecipe, type Renderer } from '@demiurge/art'
import type { FoundFile } from '../upload/plan.ts'

/** Pixels of the sample's grounds. */
const SIZE = 512

const GROUNDS = [
  { name: 'Currents#40', pattern: 'flow-field', palette: 'abyss', seed: 11 },
  { name: 'Strata#30', pattern: 'strata', palette: 'ember', seed: 4 },
  { name: 'Agate#20', pattern: 'agate', palette: 'dusk', seed: 21 },
  { name: 'Weave#10', pattern: 'weave', palette: 'porcelain', seed: 8 },
] as const

/** Moons: two stops of a gradient each. */
const MOONS = [
  { name: 'Pearl#40', from: '#fffdf6', to: '#c9c2b4' },
  { name: 'Rose#25', from: '#ffd9cf', to: '#c4685c' },
  { name: 'Jade#20', from: '#dcf5e4', to: '#3f8f6b' },
  { name: 'Cobalt#12', from: '#d6e4ff', to: '#3346b8' },
  { name: 'Eclipse#3', from: '#2b2733', to: '#0b0910' },
] as const

const RINGS = [
  { name: 'Thin#50', draw: '<circle cx="256" cy="256" r="182" stroke-width="5"/>' },
  {
    name: 'Double#30',
    draw: '<circle cx="256" cy="256" r="176" stroke-width="4"/><circle cx="256" cy="256" r="194" stroke-width="9"/>',
  },
  {
    name: 'Beads#15',
    draw: '<circle cx="256" cy="256" r="186" stroke-width="13" stroke-dasharray="0.1 29.2"/>',
  },
  {
    name: 'Orbit#5',
    draw: '<ellipse cx="256" cy="256" rx="226" ry="70" stroke-width="7" transform="rotate(-24 256 256)"/>',
  },
] as const

const MARKS = [
  {
    name: 'Craters#40',
    draw: '<circle cx="214" cy="220" r="26"/><circle cx="292" cy="278" r="38"/><circle cx="276" cy="190" r="14"/>',
  },
  {
    name: 'Tide#30',
    draw: '<path d="M152 262c34-34 70-34 104 0s70 34 104 0v30c-34 34-70 34-104 0s-70-34-104 0z"/>',
  },
  { name: 'Bloom#20', draw: petals(8) },
  { name: 'Star#10', draw: '<path d="M256 162l22 72 72 22-72 22-22 72-22-72-72-22 72-22z"/>' },
] as const

/** A small collection of layers to try things with, drawn here and now: grounds from the pattern library, the rest as SVG. */
export async function drawSample(renderer: Renderer): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = []
  for (const { name, pattern, palette, seed } of GROUNDS) {
    const { bytes } = await renderer.render(createRecipe({ pattern, palette, seed, size: SIZE }))
    found.push(fileOf(`01-Ground/${name}.png`, new Uint8Array(bytes), 'image/png'))
  }
  for (const { name, from, to } of MOONS) found.push(svgFile(`02-Moon/${name}.svg`, moon(from, to)))
  for (const { name, draw } of MARKS)
    found.push(svgFile(`03-Mark/${name}.svg`, `<g fill="#0b0910" fill-opacity=".4">${draw}</g>`))
  for (const { name, draw } of RINGS)
    found.push(
      svgFile(
        `04-Ring/${name}.svg`,
        `<g fill="none" stroke="#e9c46a" stroke-linecap="round" stroke-opacity=".94">${draw}</g>`,
      ),
    )
  return found
}

/** What goes with the sample: a name, a layer that may be missing, and a rule. */
export const sampleDefinition = {
  description: 'Moons over patterned skies: a small collection to try everything with.',
  pieceName: 'Moon #{edition}',
  royaltyBps: 500,
  layers: [
    { folder: '01-Ground' },
    { folder: '02-Moon' },
    { folder: '03-Mark', absent: 0.15 },
    { folder: '04-Ring', absent: 0.3 },
  ],
  conditions: [{ trait: 'Ring/Orbit', only: ['Moon/Eclipse', 'Moon/Cobalt', 'Moon/Jade'] }],
}

function moon(from: string, to: string): string {
  return `<defs><radialGradient id="m" cx=".36" cy=".3" r=".8"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></radialGradient></defs><circle cx="256" cy="256" r="150" fill="#000000" fill-opacity=".28" transform="translate(0 10)"/><circle cx="256" cy="256" r="148" fill="url(#m)"/>`
}

function petals(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `<ellipse cx="256" cy="200" rx="17" ry="46" transform="rotate(${(360 / count) * i} 256 256)"/>`,
  ).join('')
}

function svgFile(path: string, content: string): FoundFile {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 512 512">${content}</svg>`
  return fileOf(path, svg, 'image/svg+xml')
}

function fileOf(path: string, content: BlobPart, type: string): FoundFile {
  return { path, file: new File([content], path.slice(path.lastIndexOf('/') + 1), { type }) }
}
