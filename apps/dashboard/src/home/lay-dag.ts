import type { BlockSummary } from '@demiurge/api'

const COLUMN = 28
const ROW = 24
const MARGIN = 14

/** A block and where it is drawn, in CSS pixels. */
export interface PlacedBlock {
  readonly block: BlockSummary
  readonly x: number
  readonly y: number
}

/** A drawing of a part of the DAG. */
export interface DagLayout {
  readonly width: number
  readonly height: number
  /** By round, then author. */
  readonly blocks: readonly PlacedBlock[]
  readonly edges: readonly { readonly key: string; readonly from: PlacedBlock; readonly to: PlacedBlock }[]
}

/** Lays blocks out: rounds from left to right, authors from top to bottom. Lines lead to parents that are in the picture. */
export function layDag(blocks: readonly BlockSummary[], rounds: number): DagLayout {
  const newest = blocks.reduce((most, { round }) => (round > most ? round : most), 0n)
  const first = newest - BigInt(rounds) + 1n
  const authors = [...new Set(blocks.map(({ author }) => author))].sort((a, b) => a - b)
  const placed = blocks
    .filter(({ round }) => round >= first)
    .map((block) => ({
      block,
      x: MARGIN + Number(block.round - first) * COLUMN,
      y: MARGIN + authors.indexOf(block.author) * ROW,
    }))
    .sort((a, b) => a.x - b.x || a.y - b.y)
  const byId = new Map(placed.map((each) => [each.block.id, each]))
  const edges = placed.flatMap((to) =>
    to.block.parents.flatMap((parent) => {
      const from = byId.get(parent)
      return from === undefined ? [] : [{ key: `${parent} ${to.block.id}`, from, to }]
    }),
  )
  return {
    width: 2 * MARGIN + (rounds - 1) * COLUMN,
    height: 2 * MARGIN + Math.max(0, authors.length - 1) * ROW,
    blocks: placed,
    edges,
  }
}
