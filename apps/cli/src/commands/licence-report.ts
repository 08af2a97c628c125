import type { LicensedWork } from '@demiurge/art'
import { defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'
import type { ShownReport } from '../licence/usage.ts'
import type { Terminal } from '../terminal.ts'

export const command = defineCommand({
  summary: 'Tells which works are under which licence, what may be done with them, and who has them.',
  positionals: ['[PATH]'],
  options: {
    collection: { value: 'ID', doc: 'the items of a collection instead of a folder' },
    account: { value: 'ACCOUNT', doc: 'the items of all collections that an address or a wallet opened' },
    owner: { value: 'ACCOUNT', doc: 'the items that an address or a wallet has' },
  },
  notes: [
    'PATH is a folder of works, or one that art collection made. On the chain metadata and texts are fetched by their hash; an item that says something else than its collection is told as a problem.',
    'What nothing of that can tell is said at the end: whether anybody keeps to a licence, for one.',
  ],
  examples: [
    'licence report build',
    'licence report --collection 0x4f… --json',
    'licence report --account ada',
    'licence report --owner dem1…',
  ],
  async run({ values, positionals: [path], globals, terminal, signal }) {
    const { collection, account, owner } = values
    if ([path, collection, account, owner].filter((each) => each !== undefined).length !== 1)
      throw new UsageError('write a PATH or --collection ID, --account or --owner')
    const { formatReport } = await import('../licence/usage.ts')
    const report =
      path === undefined
        ? await reportOnChain({ collection, account, owner }, { globals, terminal, signal })
        : await reportOnDisk(path)
    return { data: report, text: formatReport(report) }
  },
})

async function reportOnDisk(path: string): Promise<ShownReport> {
  const [{ countLicences }, { checkWork, findWorks }, { NOT_IN_FOLDER }] = await Promise.all([
    import('@demiurge/art'),
    import('../licence/works.ts'),
    import('../licence/usage.ts'),
  ])
  const found: LicensedWork[] = []
  // One after the other: a folder may hold ten thousand pictures.
  for (const work of await findWorks(path)) found.push({ work: work.file, ...(await checkWork(work)) })
  return { ...countLicences(found), notKnown: NOT_IN_FOLDER }
}

async function reportOnChain(
  { collection, account, owner }: Readonly<Record<'collection' | 'account' | 'owner', string | undefined>>,
  {
    globals,
    terminal,
    signal,
  }: { readonly globals: Globals; readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<ShownReport> {
  const [{ reportLicences }, { openClient, readAccount }] = await Promise.all([
    import('@demiurge/sdk'),
    import('../client.ts'),
  ])
  const scope =
    collection !== undefined
      ? { collection: readId(collection, 'collection') }
      : owner !== undefined
        ? { owner: readAccount(owner, globals) }
        : { creator: readAccount(account ?? '', globals) }
  const progress = terminal.progress('Works')
  const client = openClient(globals)
  const report = await reportLicences(client, scope, {
    signal,
    onProgress: (done, total) => progress.update(done / Math.max(1, total)),
  }).finally(progress.end)
  return {
    ...report,
    licences: report.licences.map((use) => ({
      ...use,
      textAt: use.textAt.map((at) => (at.startsWith('/') ? `${globals.url}${at}` : at)),
    })),
  }
}
