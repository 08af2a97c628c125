import { basename, resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'

export const command = defineCommand({
  summary: 'Exports a finished collection as one file: CAR for IPFS, ZIP, or a film as GIF.',
  positionals: ['DIR'],
  options: {
    format: { value: 'FORMAT', doc: 'car, zip or gif; by the ending of FILE, or car, when left out' },
    out: { value: 'FILE', doc: 'the file to write; DIR.car, DIR.zip or DIR.gif when left out' },
  },
  notes: [
    'A CAR holds the blocks that IPFS knows the files by: its root, and ipfs://ROOT/images/1.png behind it, are printed. The same collection gives the same bytes.',
    'A GIF shows two dozen pieces one after the other, 320 px on a side; preview.webp in DIR is the same film, smaller and with more colours.',
  ],
  examples: [
    'art export moon-cats',
    'art export moon-cats --format zip',
    'art export moon-cats --format gif',
    'art export moon-cats --out /mnt/moon.car --json',
  ],
  async run({ values, positionals: [folder = ''], terminal, signal }) {
    const format = readFormat(values.format, values.out)
    const out = values.out ?? `${basename(resolve(folder))}.${format}`
    const { exportCar, exportGif, exportZip, readCollection } = await import(
      '@demiurge/art/native/collection'
    )
    const collection = readCollection(folder)
    const progress = terminal.progress('Exporting')
    const control = { signal, onProgress: (share: number) => progress.update(share) }
    try {
      if (format === 'zip') {
        const files = await exportZip(folder, collection, out, control)
        return { data: { file: out, format, files }, text: `${out}: ${files} files` }
      }
      if (format === 'gif') {
        const frames = await exportGif(folder, collection, out, control)
        return { data: { file: out, format, frames }, text: `${out}: ${frames} frames` }
      }
      const { root, files } = await exportCar(folder, collection, out, control)
      return { data: { file: out, format, files, root }, text: `${out}: ${files} files\nRoot   ${root}` }
    } finally {
      progress.end()
    }
  },
})

function readFormat(given: string | undefined, out: string | undefined): 'car' | 'zip' | 'gif' {
  const format = given ?? /\.(car|zip|gif)$/i.exec(out ?? '.car')?.[1]?.toLowerCase()
  if (format === 'car' || format === 'zip' || format === 'gif') return format
  throw new UsageError(`"${given ?? out}" is no format of an export: car, zip or gif`)
}
