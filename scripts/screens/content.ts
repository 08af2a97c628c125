import { createRecipe } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/native'
import { type MintedWork, mintWork, TransactionError } from '@demiurge/sdk'
import { openTestDrop } from '../../apps/dashboard/test/drop-world.ts'
import type { World } from './world.ts'

const WORKS = [
  { name: 'Tidal memory', pattern: 'flow-field', palette: 'abyss' },
  { name: 'Cathedral in the rain', pattern: 'guilloche', palette: 'gilded' },
  { name: 'Slow fire', pattern: 'marbling', palette: 'ember' },
  {
    name: 'A letter to the sea, never sent, found again in the drawer of a desk',
    pattern: 'agate',
    palette: 'dusk',
  },
  { name: 'Knots', pattern: 'truchet', palette: 'porcelain' },
  { name: 'First light', pattern: 'mandala', palette: 'dusk' },
  { name: 'Strata III', pattern: 'strata', palette: 'ember' },
  { name: 'Night garden', pattern: 'voronoi', palette: 'abyss' },
] as const

/** What the chain holds when pictures are taken. */
export interface Content {
  readonly works: readonly MintedWork[]
  readonly file: Uint8Array<ArrayBuffer>
  readonly drop: string
  readonly failed: string
}

/** Works of several patterns by two creators, payments between accounts, one that fails, and a drop on sale. */
export async function fillChain({ client, signer, others }: World): Promise<Content> {
  for (const [i, each] of others.entries())
    await client.tx.balances
      .transfer({ to: each.address, amount: BigInt(i + 1) * 12_345_678_901n })
      .sign(signer)
      .submit()
      .watch()
  await using renderer = createRenderer({ threads: 2 })
  const works: MintedWork[] = []
  let file = new Uint8Array()
  for (const [i, { name, pattern, palette }] of WORKS.entries()) {
    const { bytes } = await renderer.render(createRecipe({ pattern, palette, seed: i + 7, size: 512 }))
    if (i === 0) file = new Uint8Array(bytes)
    const creator = i % 3 === 2 ? (others[1] ?? signer) : signer
    works.push(
      await mintWork(client, creator, {
        file: bytes,
        mediaType: 'image/png',
        name,
        description: 'Drawn by an algorithm, chosen by hand.',
        licence: 'CC-BY-NC-SA-4.0',
        royaltyBps: 750,
        attributes: [
          { trait_type: 'Pattern', value: pattern },
          { trait_type: 'Palette', value: palette },
        ],
      }),
    )
  }
  const drop = await openTestDrop(client, signer, 'Tide people')
  return { works, file, drop, failed: await failToPay(client, others) }
}

/** More than there is: the transaction is paid for and has no effect. */
async function failToPay(client: World['client'], [poor, other]: World['others']): Promise<string> {
  if (poor === undefined || other === undefined) throw new RangeError('two accounts are needed')
  const payment = client.tx.balances.transfer({ to: other.address, amount: 10n ** 15n })
  try {
    await payment.sign(poor).submit().watch()
  } catch (error) {
    if (error instanceof TransactionError) return error.transaction
    throw error
  }
  throw new Error('nobody can pay more than they have')
}
