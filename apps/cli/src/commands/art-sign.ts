import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { defineCommand } from '../command.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import { credentialsFileOf, mediaTypeOf, readWork, replaceFile } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Signs a file as yours: content credentials (C2PA) with a post-quantum statement.',
  positionals: ['FILE'],
  options: {
    ...LICENCE_OPTIONS,
    out: { value: 'FILE', doc: 'write the signed file there; in place when left out' },
  },
  notes: [
    'A PNG or JPEG holds its credentials: its bytes change, its pixels do not. Any other file gets FILE.credentials.json beside it.',
    'The claim is signed by the studio’s key (studio-key.pem in the data folder), which nobody vouches for; the statement in it by your wallet.',
  ],
  examples: [
    'art sign art.png',
    'art sign art.jpg --licence CC-BY-4.0 --out signed.jpg',
    'art sign art.svg --wallet ada',
  ],
  async run({ values, positionals: [path = ''], globals, terminal }) {
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
