import { basename, resolve } from 'node:path'
import type { MadeCollection, MakeOptions, MakeProgress } from '@demiurge/art/native/collection'
import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { CommandError, Interrupted, UsageError } from '../error.ts'
import type { LicenceValues } from '../licence/choice.ts'
import { LICENCE_OPTIONS } from '../licence/choice-options.ts'
import { isMinted } from '../mint-record.ts'
import { stopSignals } from '../network/stop-signals.ts'
import { describePace } from '../pace.ts'
import { readSeed } from '../seed.ts'
import type { Terminal } from '../terminal.ts'

const FORMATS = ['png', 'jpeg', 'webp'] as const
const MAX_PIECES = 1_000_000

export const command = defineCommand({
  summary: 'Makes a collection from a folder of layers: unique pieces, metadata, rarity, provenance.',
  positionals: ['LAYERS'],
  options: {
    out: { value: 'DIR', doc: 'the folder to make; LAYERS-collection when left out' },
    count: { value: 'N', doc: 'how many pieces' },
    seed: { value: 'SEED', doc: 'a number or any text; 0 when left out' },
    size: { value: 'PIXELS', doc: 'side of the square, 16 to 8192; 1024 when left out' },
    format: { value: 'FORMAT', doc: 'png, jpeg or webp; png when left out' },
    quality: { value: 'N', doc: 'of JPEG and WebP, 1 to 100; 90 when left out' },
    name: { value: 'NAME', doc: 'of the collection; that of collection.json or of the folder when left out' },
    order: {
      value: 'A,B,C',
      doc: 'the layers from the lowest up, where neither their names nor collection.json say it',
    },
    workers: { value: 'N', doc: 'worker threads; one for each processor when left out' },
    resume: { doc: 'go on with what DIR holds: only what is missing or damaged is drawn' },
    reroll: { value: 'N,N', doc: 'draw these editions of DIR again; all others stay' },
    pin: { value: 'N,N', doc: 'these editions of DIR stay as they are for ever, also with another --seed' },
    ...LICENCE_OPTIONS,
    'no-preview': { doc: 'make no preview.jpg and preview.webp' },
  },
  notes: [
    'LAYERS holds a folder for each layer (01-Background, 02-Body …), each with pictures named Trait#weight.png (PNG, SVG, WebP or JPEG), as the HashLips art engine has them. collection.json beside them may say more: docs/collections.md.',
    'The same layers, seed and count give the same pictures, whatever the number of workers. Ctrl-C finishes the pieces under way; --resume goes on there.',
    'The licence is that of collection.json or of --licence; with --resume another one is written into all pieces, whose pictures stay. The text of GBU2, or your own, lies in DIR/LICENSE.txt and is minted along.',
  ],
  examples: [
    'art collection layers --count 10000 --seed 7 --size 1024 --out moon-cats',
    'art collection layers --count 10000 --out moon-cats --resume',
    'art collection layers --out moon-cats --reroll 17,23',
    'art collection layers --out moon-cats --resume --licence gbu2 --licence-field commercial=allowed',
    'art collection layers --count 500 --order Background,Body,Eyes,Hat --format webp --json',
  ],
  ownSignals: true,
  async run({ values, positionals: [layers = ''], terminal }) {
    const options = readOptions(values)
    const out = values.out ?? `${basename(resolve(layers))}-collection`
    const licence = await readLicence(values, out)
    const { makeCollection } = await import('@demiurge/art/native/collection')
    using signals = stopSignals()
    signals.insisted.addEventListener('abort', () => process.exit(130))
    const reporter = createReporter(terminal)
    try {
      const made = await makeCollection({
        ...options,
        ...licence,
        layers,
        out,
        preview: !values['no-preview'],
        signal: signals.asked,
        onProgress: reporter.report,
      })
      reporter.end()
      warnOfLookalikes(made, terminal)
      return { data: made, text: describe(made) }
    } catch (error) {
      reporter.end()
      if (!signals.asked.aborted || !(error instanceof Error)) throw error
      terminal.note(error.message)
      throw new Interrupted()
    }
  },
})

interface Texts {
  readonly [name: string]: string | boolean | readonly string[] | undefined
}

/** The licence in place of the definition's. What is minted says what it says. */
async function readLicence(values: LicenceValues, out: string): Promise<Pick<MakeOptions, 'licence'>> {
  const given =
    values.licence ?? values['licence-text'] ?? values['licence-url'] ?? values['licence-field'][0]
  if (given === undefined) return {}
  const { readCollectionLicence } = await import('../licence/choice.ts')
  const licence = await readCollectionLicence(values)
  if (await isMinted(out))
    throw new CommandError(
      'licence.Minted',
      `${out} is minted: its pieces say for ever what they say of their licence`,
    )
  return licence === undefined ? {} : { licence }
}

/** The options as numbers and lists; what was not given is left out, so that the folder's own values stay. */
function readOptions(values: Texts): Partial<MakeOptions> {
  const whole = (option: string, range: readonly [number, number]) => {
    const text = values[option]
    return typeof text === 'string' ? parseWhole(text, `--${option}`, range) : undefined
  }
  const read = {
    count: whole('count', [1, MAX_PIECES]),
    size: whole('size', [16, 8_192]),
    quality: whole('quality', [1, 100]),
    workers: whole('workers', [1, 256]),
    seed: typeof values.seed === 'string' ? readSeed(values.seed) : undefined,
    name: typeof values.name === 'string' ? values.name : undefined,
    format: typeof values.format === 'string' ? readFormat(values.format) : undefined,
    order: typeof values.order === 'string' ? values.order.split(',').map((each) => each.trim()) : undefined,
    rerolls: readEditions(values.reroll, '--reroll'),
    pins: readEditions(values.pin, '--pin'),
    resume: values.resume === true ? true : undefined,
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function readFormat(text: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((each) => each === text.replace('jpg', 'jpeg'))
  if (format === undefined) throw new UsageError(`--format ${text}: it is png, jpeg or webp`)
  return format
}

function readEditions(text: Texts[string], option: string): readonly number[] | undefined {
  if (typeof text !== 'string') return undefined
  return text.split(',').map((each) => parseWhole(each.trim(), option, [1, MAX_PIECES]))
}

/** Shows progress: layers first, then pieces with their pace. */
function createReporter(terminal: Terminal) {
  const bars = { layers: terminal.progress('Layers'), pieces: terminal.progress('Pieces') }
  let startedMs: number | undefined
  return {
    report({ phase, done, total, kept }: MakeProgress) {
      if (phase === 'layers') bars.layers.update(done / total)
      if (phase !== 'pieces') return
      startedMs ??= performance.now()
      const pace = describePace({ done, total, before: kept }, performance.now() - startedMs)
      bars.pieces.update(done / total, pace)
    },
    end: () => bars.pieces.end(),
  }
}

function warnOfLookalikes({ lookalikes }: MadeCollection, terminal: Terminal): void {
  if (lookalikes.length === 0) return
  const shown = lookalikes.slice(0, 10).join(', ')
  terminal.note(
    `${lookalikes.length} pieces look exactly like others, though their traits differ (${shown}${lookalikes.length > 10 ? ' …' : ''}): a layer hides another, or two pictures are the same.`,
  )
}

function describe({ out, name, count, kept, layers, provenance }: MadeCollection): string {
  return [
    `${out}: ${count} pieces of "${name}"${kept === 0 ? '' : `, ${kept} of them made before`}`,
    `Layers       ${layers.join(', ')}`,
    `Provenance   ${provenance.merkleRoot}`,
    `Images       ${provenance.concatenated}`,
  ].join('\n')
}
