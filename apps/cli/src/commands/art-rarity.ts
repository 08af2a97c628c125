import type { TraitRow } from '@demiurge/art'
import { parseWhole } from '../amount.ts'
import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  summary: 'Shows how rare the traits of a finished collection are, asked and real, and its rarest pieces.',
  positionals: ['DIR'],
  options: { top: { value: 'N', doc: 'how many of the rarest pieces are shown; 10 when left out' } },
  notes: [
    'Ranks are OpenRarity’s: information content over the collection’s entropy. With --json all pieces come with score and rank. A share that was asked for is the one before rules and uniqueness.',
  ],
  examples: ['art rarity moon-cats', 'art rarity moon-cats --top 50', 'art rarity moon-cats --json'],
  async run({ values, positionals: [folder = ''] }) {
    const top = parseWhole(values.top ?? '10', '--top', [0, 1_000_000])
    const [{ readCollection }, { rarityTable }] = await Promise.all([
      import('@demiurge/art/native'),
      import('@demiurge/art'),
    ])
    const { plan, catalogue, pieces } = readCollection(folder)
    const oneOfOnes = pieces.filter(
      ({ traits }) => !catalogue.some(({ name }) => Object.hasOwn(traits, name)),
    )
    const special = new Set(oneOfOnes.map(({ edition }) => edition))
    const drawn = pieces.filter(({ edition }) => !special.has(edition))
    const traits = rarityTable(
      catalogue,
      drawn.map((piece) => piece.traits),
    )
    const ranked = pieces
      .map(({ edition, rarity, dna }) => ({ edition, ...rarity, dna }))
      .toSorted((a, b) => a.rank - b.rank || a.edition - b.edition)
    const rarest = ranked
      .slice(0, top)
      .map(({ edition, rank, score }) => [`#${edition}`, `rank ${rank}, score ${score.toFixed(3)}`] as const)
    const header = `${plan.name}: ${pieces.length} pieces${special.size === 0 ? '' : `, ${special.size} of them one-of-ones`}`
    return {
      data: { name: plan.name, count: pieces.length, traits, pieces: ranked },
      text: [header, ...describeTraits(traits), ...(top === 0 ? [] : ['Rarest', columns(rarest)])].join('\n'),
    }
  },
})

function describeTraits(rows: readonly TraitRow[]): readonly string[] {
  const layers = [...new Set(rows.map(({ layer }) => layer))]
  return layers.flatMap((layer) => [
    layer,
    columns(
      rows
        .filter((row) => row.layer === layer)
        .map(
          (row) =>
            [
              row.trait,
              `${String(row.pieces).padStart(7)}  ${percent(row.share)}  asked ${asked(row)}`,
            ] as const,
        ),
    ),
  ])
}

function asked({ askedShare, askedCount }: TraitRow): string {
  if (askedCount !== undefined) return `${askedCount} pieces`
  return askedShare === undefined ? 'by count' : percent(askedShare).trim()
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2).padStart(6)} %`
}
