import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LicenceClaim } from '@demiurge/art'
import type { Signer } from '@demiurge/crypto'
import { parseRoyalty } from '../amount.ts'
import { defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import type { Terminal } from '../terminal.ts'
import { JOINT_OPTIONS } from '../wallet/joint-options.ts'
import { mediaTypeOf, proofFileOf, readWork, replaceFile } from '../work-file.ts'

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
    'no-credentials': { doc: 'do not write content credentials into a PNG or JPEG' },
    ...JOINT_OPTIONS,
    'no-proof': { doc: 'do not write FILE.proof.json' },
  },
  notes: [
    'A PNG or JPEG gets content credentials (art sign) before it is minted, unless it has some: its bytes change, its pixels do not.',
    'With --joint the file is stored, and a signing request goes to the other members (tx sign, tx submit). The content credentials in the file are yours: they name one of those who share the account.',
    'FILE.proof.json is written beside the file: with it anyone verifies the work without a network (nft verify --offline). It is public.',
  ],
  examples: [
    'nft mint art.png --name "Night study 7"',
    'nft mint art.png --name Dawn --joint trio --wallet ada',
    'nft mint art.png --name Dawn --royalty 5% --attribute Sky=Red --attribute Hour=6 --json',
  ],
  async run({ values, positionals: [path = ''], globals, terminal, signal }) {
    const { name } = values
    if (name === undefined) throw new UsageError('--name is missing: the work needs a name')
    const royaltyBps = values.royalty === undefined ? undefined : parseRoyalty(values.royalty)
    const attributes = values.attribute.map(readAttribute)
    const mediaType = values['media-type'] ?? mediaTypeOf(path)
    const source = await readWork(path, readFile)
    const [{ formatBundle, mintWork }, { licenceToMint }, { openClient }, { openSigner }] = await Promise.all(
      [
        import('@demiurge/sdk'),
        import('../licence/to-mint.ts'),
        import('../client.ts'),
        import('../wallet/unlock.ts'),
      ],
    )
    const collection = values.collection === undefined ? undefined : readId(values.collection, 'collection')
    const licence = await licenceToMint(source, values)
    const described = {
      mediaType,
      name,
      attributes,
      ...(values.description === undefined ? {} : { description: values.description }),
      ...(collection === undefined ? {} : { collection }),
      ...(royaltyBps === undefined ? {} : { royaltyBps }),
      ...licence,
    }
    const joint = values.joint === undefined ? undefined : await import('../request-file.ts')
    const signer = await (joint?.openMember(values, { globals, terminal }) ??
      openSigner({ globals, terminal }))
    const file = values['no-credentials']
      ? source
      : await withCredentials({ path, source, mediaType, signer, licence, globals, terminal })
    const work = { ...described, file }
    if (joint !== undefined)
      return joint.handMint(work, values, { client: openClient(globals), globals, terminal, signer })
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

interface CredentialPlan {
  readonly path: string
  readonly source: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  readonly signer: Signer
  readonly licence: Partial<LicenceClaim>
  readonly globals: Globals
  readonly terminal: Terminal
}

/** The file as it is minted: with content credentials where it can hold them and has none yet. The file on disk is then that one. */
async function withCredentials(plan: CredentialPlan): Promise<Uint8Array<ArrayBuffer>> {
  const { path, source, mediaType, signer, licence: claimed, globals, terminal } = plan
  const [{ hasCredentials, signInside }, { holdsCredentials }] = await Promise.all([
    import('../credentials/sign-file.ts'),
    import('@demiurge/art'),
  ])
  if (!holdsCredentials(mediaType) || hasCredentials(source)) return source
  const { licence, ...rest } = claimed
  const claim = licence === undefined ? undefined : { licence, ...rest }
  const { data } = globals
  const signed = await signInside({ file: source, title: basename(path), mediaType, signer, claim, data })
  await replaceFile(path, signed)
  terminal.note(`Content credentials are in ${basename(path)} now (art credentials explains them).`)
  return signed
}

function readAttribute(pair: string): { readonly trait_type: string; readonly value: string | number } {
  const [, trait, text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (trait === undefined) throw new UsageError(`--attribute ${pair}: write TRAIT=VALUE, such as Sky=Red`)
  return { trait_type: trait, value: /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text }
}
