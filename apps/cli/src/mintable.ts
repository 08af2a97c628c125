import type { CheckedFiles, FinishedCollection } from '@demiurge/art/native'
import { CommandError } from './error.ts'

/** Throws CommandError for files that are not what was made, a licence that does not hold, pieces that look alike, or a creator who is not the signer. */
export function checkMintable(
  folder: string,
  { plan, pieces }: FinishedCollection,
  { changed, licence }: CheckedFiles,
  creator: string,
): void {
  if (changed.length > 0)
    throw new CommandError(
      'collection.Changed',
      `${changed.length} files of ${folder} are not what was made (${changed.slice(0, 5).join(', ')}): art collection … --resume makes them again`,
    )
  const broken = licence.status === 'broken' ? licence : licence.text
  if (licence.status === 'broken' || licence.text?.ok === false)
    throw new CommandError(
      'licence.Broken',
      `the licence of ${folder} does not hold: ${broken?.detail} art collection … --resume writes it anew`,
    )
  const first = new Map<string, number>()
  // Credentials make every file another one: what is compared is what was drawn.
  for (const {
    edition,
    image: { sha256 },
    drawn = sha256,
  } of pieces) {
    const twin = first.get(drawn)
    if (twin !== undefined)
      throw new CommandError(
        'collection.Lookalikes',
        `pieces ${twin} and ${edition} have the very same picture, and the chain takes each content once: art collection … --reroll ${edition} draws another`,
      )
    first.set(drawn, edition)
  }
  checkCreator({ plan }, creator)
}

/** Throws CommandError `collection.OtherCreator` where the metadata name another creator (dem1…). */
export function checkCreator(
  { plan: { definition } }: Pick<FinishedCollection, 'plan'>,
  creator: string,
): void {
  if (definition.creator !== undefined && definition.creator !== creator)
    throw new CommandError(
      'collection.OtherCreator',
      `the metadata name ${definition.creator} as creator, the wallet is ${creator}: sign with that wallet (--wallet)`,
    )
}
