import { statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type CommandResult, defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import type { Terminal } from '../terminal.ts'
import { credentialsFileOf, mediaTypeOf, readWork, replaceFile } from '../work-file.ts'

export const command = defineCommand({
  summary:
    'Signs a file, or every picture of a collection, as yours: content credentials (C2PA) with a post-quantum statement.',
  positionals: ['WHAT'],
  options: {
    ...LICENCE_OPTIONS,
    out: { value: 'FILE', doc: 'write the signed file there; in place when left out' },
  },
  notes: [
    'A PNG or JPEG holds its credentials: its bytes change, its pixels do not. Any other file gets FILE.credentials.json beside it.',
    'WHAT may be the folder of a collection (art collection), before it is minted: every PNG or JPEG in it is signed, and metadata and provenance follow. Ended early, the same command goes on. The licence is the one of its collection.json.',
    'The claim is signed by the studio’s key (studio-key.pem in the data folder), which nobody vouches for; the statement in it by your wallet.',
  ],
  examples: [
    'art sign art.png',
    'art sign art.jpg --licence CC-BY-4.0 --out signed.jpg',
    'art sign art.svg --wallet ada',
    'art sign moon-cats',
  ],
  async run({ values, positionals: [path = ''], globals, terminal, signal }) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      refuseOptions(values)
      return signCollectionFolder(path, { globals, terminal, signal })
    }
    const file = await readWork(path, readFile)
    const [
      { signBeside, signInside },
      { holdsCredentials },
      { licenceToMint },
      { openSigner },
      { formatAddress },
    ] = await Promise.all([
      import('../credentials/sign-file.ts'),
      import('@demiurge/art'),
      import('../licence/to-mint.ts'),
      import('../wallet/unlock.ts'),
      import('@demiurge/codec'),
    ])
    const mediaType = mediaTypeOf(path)
    const { licence, ...rest } = await licenceToMint(file, values)
    const signer = await openSigner({ globals, terminal })
    const claim = licence === undefined ? undefined : { licence, ...rest }
    const options = { file, title: basename(path), mediaType, signer, claim, data: globals.data }
    const inside = holdsCredentials(mediaType)
    const to = values.out ?? path
    if (inside) await replaceFile(to, await signInside(options))
    else {
      if (to !== path) await writeFile(to, file)
      await replaceFile(credentialsFileOf(to), signBeside(options))
    }
    const where = inside ? to : credentialsFileOf(to)
    const creator = formatAddress(signer.address)
    return {
      data: { file: to, credentials: where, creator, licence: licence ?? null },
      text: `Signed ${basename(to)} as ${creator}\nCredentials  ${inside ? 'inside the file' : where}`,
    }
  },
})

/** A collection says of itself under which licence it is, and is signed in place. Throws UsageError. */
function refuseOptions(values: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(values).find(([, value]) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false,
  )
  if (given !== undefined)
    throw new UsageError(
      `--${given[0]} is for a single file: a collection is signed in place, under the licence of its collection.json or --licence`,
    )
}

async function signCollectionFolder(
  folder: string,
  {
    globals,
    terminal,
    signal,
  }: { readonly globals: Globals; readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<CommandResult> {
  const [{ signFolder }, { openSigner }, { formatAddress }] = await Promise.all([
    import('../credentials/sign-folder.ts'),
    import('../wallet/unlock.ts'),
    import('@demiurge/codec'),
  ])
  const signer = await openSigner({ globals, terminal })
  const options = { signer, data: globals.data, terminal, signal }
  const { count, fresh, provenance } = await signFolder(folder, options)
  const creator = formatAddress(signer.address)
  return {
    data: { folder, count, fresh, creator, provenance },
    text: `Signed ${fresh} of ${count} pictures of ${folder} as ${creator}${fresh === count ? '' : '; the others were signed before'}\nProvenance  ${provenance.merkleRoot}`,
  }
}
