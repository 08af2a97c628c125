import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { CommandError } from '../error.ts'
import { findMinted } from '../mint-record.ts'
import { describePace } from '../pace.ts'
import { readWork } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Makes the metadata of a collection’s items what they are in its folder now.',
  positionals: ['DIR'],
  options: { batch: { value: 'N', doc: 'items in one transaction, 1 to 500; 500 when left out' } },
  notes: [
    'DIR is a folder that was minted or opened as a drop with --mutable. Every file of DIR/json that is not what its item has on chain is stored, and the item’s metadata are changed; each must be metadata in our form. Sealed and burned items are left alone. Pictures never change.',
    'Ended early, the same command goes on.',
  ],
  examples: ['nft update-metadata moon-cats', 'nft update-metadata moon-cats --wallet ada --json'],
  async run({ values, positionals: [folder = ''], globals, terminal, signal }) {
    const batch = parseWhole(values.batch ?? '500', '--batch', [1, 500])
    const [{ readCollection }, { canonicalJson, checkMetadata }, { updateMetadata }] = await Promise.all([
      import('@demiurge/art/native'),
      import('@demiurge/art'),
      import('@demiurge/sdk'),
    ])
    const [{ openClient }, { openSigner }] = await Promise.all([
      import('../client.ts'),
      import('../wallet/unlock.ts'),
    ])
    const { plan } = readCollection(folder)
    const readMetadata = async (edition: number): Promise<Uint8Array> => {
      const document = await readJson(join(folder, 'json', `${edition}.json`))
      return Buffer.from(canonicalJson(checkMetadata('demiurge', document)))
    }
    const signer = await openSigner({ globals, terminal })
    const client = openClient(globals)
    const collection = await findMinted(folder, client, {
      account: signer.address,
      provenance: await committedIn(folder),
    })
    const progress = terminal.progress('Updating')
    const startedMs = performance.now()
    const work = { collection, count: plan.count, readMetadata }
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) =>
      progress.update(
        total === 0 ? 1 : done / total,
        describePace({ done, total, before: 0 }, performance.now() - startedMs),
      )
    const updated = await updateMetadata(client, signer, work, {
      signal,
      batch,
      onProgress,
    }).finally(progress.end)
    return {
      data: { ...updated, final: true },
      text: `Changed the metadata of ${updated.changed} items, final; ${updated.same} were the same`,
    }
  },
})

/** The root over all pieces as the collection's document has it, hex; empty where it has none. */
async function committedIn(folder: string): Promise<string> {
  const { demiurge } = Object(await readJson(join(folder, 'collection.json')))
  const { merkleRoot } = Object(Object(demiurge).provenance)
  return typeof merkleRoot === 'string' && /^[0-9a-f]{64}$/.test(merkleRoot) ? merkleRoot : ''
}

async function readJson(path: string): Promise<unknown> {
  const text = Buffer.from(await readWork(path, readFile)).toString('utf8')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CommandError('metadata.NotJson', `${path} is no JSON: ${String(cause)}`, { cause })
  }
}
