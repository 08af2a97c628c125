import type { CheckedFiles, FinishedCollection } from '@demiurge/art/native'
import { CommandError } from './error.ts'

/** Throws CommandError for files that are not what was made, pieces that look alike, or a creator who is not the signer. */
export function checkMintable(
  folder: string,
  { plan: { definition }, pieces }: FinishedCollection,
  { changed }: CheckedFiles,
  creator: string,
): void {
  if (changed.length > 0)
    throw new CommandError(
      'collection.Changed',
      `${changed.length} files of ${folder} are not what was made (${changed.slice(0, 5).join(', ')}): art collection … --resume makes them again`,
    )
  const first = new Map<string, number>()
  for (const { edition, image } of pieces) {
    const twin = first.get(image.sha256)
    if (twin !== undefined)
      throw new CommandError(
        'collection.Lookalikes',
        `pieces ${twin} and ${edition} have the very same picture, and the chain takes each content once: art collection … --reroll ${edition} draws another`,
      )
    first.set(image.sha256, edition)
  }
  if (definition.creator !== undefined && definition.creator !== creator)
    throw new CommandError(
      'collection.OtherCreator',
      `the metadata name ${definition.creator} as creator, the wallet is ${creator}: sign with that wallet (--wallet)`,
    )
}
