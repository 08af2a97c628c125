import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseRoyalty } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import { mediaTypeOf, proofFileOf, readWork } from '../work-file.ts'

const STEPS = {
  upload: 'Storing the file',
  sign: 'Writing metadata and signing the statement of origin',
  submit: 'Signing and submitting the transaction',
  included: 'Included in a block',
  final: 'Final',
  prove: 'Fetching the proof',
} as const

export const command = defineCommand({
  summary: 'Mints a file as an item and waits until that is final.',
  positionals: ['FILE'],
  options: {
    name: { value: 'NAME', doc: 'the name of the work' },
    collection: {
      value: 'ID',
      doc: 'the collection; your default one, made when it is missing, when left out',
    },
    description: { value: 'TEXT', doc: 'what it is' },
    royalty: { value: 'SHARE', doc: 'your share of later sales, such as 5%; the collection’s when left out' },
    attribute: { value: 'TRAIT=VALUE', multiple: true, doc: 'a trait of the work' },
    ...LICENCE_OPTIONS,
    'media-type': { value: 'TYPE', doc: 'such as image/png; by the ending of FILE when left out' },
    'no-proof': { doc: 'do not write FILE.proof.json' },
  },
  notes: [
    'FILE.proof.json is written beside the file: with it anyone verifies the work without a network (nft verify --offline). It is public.',
  ],
  examples: [
    'nft mint art.png --name "Night study 7"',
    'nft mint art.png --name Dawn --royalty 5% --attribute Sky=Red --attribute Hour=6 --json',
  ],
  async run({ values, positionals: [path = ''], globals, terminal, signal }) {
    const { name } = values
    if (name === undefined) throw new UsageError('--name is missing: the work needs a name')
    const royaltyBps = values.royalty === undefined ? undefined : parseRoyalty(values.royalty)
    const attributes = values.attribute.map(readAttribute)
    const mediaType = values['media-type'] ?? mediaTypeOf(path)
    const file = await readWork(path, readFile)
    const [{ formatBundle, mintWork }, { licenceToMint }, { openClient }, { openSigner }] = await Promise.all(
      [
        import('@demiurge/sdk'),
        import('../licence/to-mint.ts'),
        import('../client.ts'),
        import('../wallet/unlock.ts'),
      ],
    )
    const collection = values.collection === undefined ? undefined : readId(values.collection, 'collection')
    const licence = await licenceToMint(file, values)
    const signer = await openSigner({ globals, terminal })
    const work = {
      file,
      mediaType,
      name,
      attributes,
      ...(values.description === undefined ? {} : { description: values.description }),
      ...(collection === undefined ? {} : { collection }),
      ...(royaltyBps === undefined ? {} : { royaltyBps }),
      ...licence,
    }
    const minted = await mintWork(openClient(globals), signer, work, {
      signal,
      onStep: (step) => terminal.note(`${STEPS[step]} …`),
    })
    const proof = values['no-proof'] ? undefined : proofFileOf(path)
    if (proof !== undefined) {
      await writeFile(proof, formatBundle(minted.bundle))
      terminal.note(`The proof of authenticity is in ${proof}: keep it with the file.`)
    }
    const { item, transaction } = minted
    return {
      data: {
        item,
        transaction,
        final: true,
        collection: minted.collection,
        ...(proof === undefined ? {} : { proof }),
      },
      text: `Minted ${basename(path)} as "${name}"\nItem         ${item}\nCollection   ${minted.collection}\nTransaction  ${transaction}, final`,
    }
  },
})

function readAttribute(pair: string): { readonly trait_type: string; readonly value: string | number } {
  const [, trait, text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (trait === undefined) throw new UsageError(`--attribute ${pair}: write TRAIT=VALUE, such as Sky=Red`)
  return { trait_type: trait, value: /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text }
}
