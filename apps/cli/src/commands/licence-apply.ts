import { readFile } from 'node:fs/promises'
import { defineCommand } from '../command.ts'
import { CommandError, UsageError } from '../error.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import { readWork, replaceFile } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Writes a licence into a work or all works of a folder, and into their metadata.',
  positionals: ['PATH'],
  options: LICENCE_OPTIONS,
  notes: [
    'PNG, JPEG and SVG files get it as XMP, which changes their bytes and not their pixels; metadata are NAME.json beside the file, or in a folder json or metadata. A work that is minted or signed is refused: its bytes are proven.',
  ],
  examples: [
    'licence apply art.png --licence CC-BY-4.0',
    'licence apply build --licence gbu2 --licence-field commercial=allowed',
    'licence apply art.png --licence custom --licence-text terms.txt --licence-url https://example.org/terms.txt',
  ],
  async run({ values, positionals: [path = ''] }) {
    const [
      { canonicalJson, checkMetadata, LicenceError, withLicence },
      { readLicenceChoice },
      { findCollection, findSigned, findWorks },
    ] = await Promise.all([
      import('@demiurge/art'),
      import('../licence/choice.ts'),
      import('../licence/works.ts'),
    ])
    const claim = await readLicenceChoice(values)
    if (claim === undefined) throw new UsageError('--licence is missing: licence list shows all')
    if ((await findCollection(path)) !== undefined)
      throw new CommandError(
        'licence.Collection',
        `${path} is a collection, whose provenance covers what its pieces say: art collection LAYERS --out ${path} --resume --licence ${claim.licence} writes it into all of them`,
      )
    const works = await findWorks(path)
    if (works.length === 0) throw new CommandError('licence.NoWorks', `there are no works in ${path}`)
    const minted = works.find(({ isMinted }) => isMinted)
    if (minted !== undefined)
      throw new CommandError(
        'licence.Minted',
        `${minted.file} is minted: another licence would make another file of it, which the chain does not know`,
      )
    const signed = await findSigned(works)
    if (signed !== undefined)
      throw new CommandError(
        'licence.Signed',
        `${signed} is signed, and a licence would break that: art sign --licence goes before, on the unsigned file`,
      )
    const written: string[] = []
    const write = async (to: string, content: Uint8Array | string): Promise<void> => {
      await replaceFile(to, content)
      written.push(to)
    }
    for (const { file, metadata } of works) {
      const licensed = withLicenceOrNot(await readWork(file, readFile))
      if (licensed !== undefined) await write(file, licensed)
      if (metadata !== undefined)
        await write(metadata, licensedMetadata(await readWork(metadata, readFile), metadata))
      if (licensed === undefined && metadata === undefined)
        throw new CommandError('licence.NoPlace', `${file} can hold no licence and has no metadata beside it`)
    }
    return {
      data: { ...claim, files: written },
      text: `${claim.licence} applied to ${works.length} ${works.length === 1 ? 'work' : 'works'} (${written.length} files).`,
    }

    function withLicenceOrNot(file: Uint8Array): Uint8Array | undefined {
      try {
        return withLicence(file, claim ?? { licence: '' })
      } catch (error) {
        if (error instanceof LicenceError && error.code === 'licence.UnknownFile') return undefined
        throw error
      }
    }

    function licensedMetadata(bytes: Uint8Array, name: string): string {
      const document: unknown = parseMetadata(bytes, name)
      const { demiurge } = Object(document)
      if (demiurge === undefined)
        return `${JSON.stringify({ ...Object(document), license: claim?.licence }, null, 2)}\n`
      const { licenceText: _, ...rest } = Object(demiurge)
      return canonicalJson(
        checkMetadata('demiurge', { ...Object(document), demiurge: { ...rest, ...claim } }),
      )
    }
  },
})

function parseMetadata(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new CommandError('metadata.NotJson', `${name} is not JSON`, { cause })
  }
}
