import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Client, CredentialRole, Verification, VerifiedItem } from '@demiurge/sdk'
import { type CommandResult, defineCommand, type Globals } from '../command.ts'
import { UsageError } from '../error.ts'
import { readId } from '../identifier.ts'
import { readMintRecord } from '../mint-record.ts'
import type { Terminal } from '../terminal.ts'
import { type Conclusion, isIdentifier, verifyIdentifier } from '../verify-identifier.ts'
import { proofFileOf, readWork } from '../work-file.ts'

export const command = defineCommand({
  summary: 'Verifies a file, a collection, an item or a transaction, and explains every check.',
  positionals: ['WHAT'],
  options: {
    proof: { value: 'FILE', doc: 'the proof; FILE.proof.json when it is there' },
    offline: { doc: 'use the proof alone and no node' },
    item: { doc: 'WHAT is the identifier of an item, and of nothing else' },
    transaction: { doc: 'WHAT is the identifier of a transaction, and of nothing else' },
  },
  notes: [
    'WHAT is a file, the folder of a collection, or the identifier (0x…) of an item, a collection or a transaction.',
    'A folder that nft mint-collection minted is verified whole: each picture and each metadata file against its item, all of them against the provenance that was committed first.',
    'The content credentials of the file (art credentials) are checked with it, offline: who made it, when, how, under which licence.',
    'The exit code is 0 only when every check holds. A check marked (told) rests on the word of the node or of the proof itself; all others were computed here.',
  ],
  examples: [
    'nft verify art.png',
    'nft verify moon-cats',
    'nft verify art.png --offline',
    'nft verify 0x4f…',
    'nft verify 0x4f… --item --json',
  ],
  async run({ values, positionals: [word = ''], globals, terminal }) {
    if (values.item && values.transaction)
      throw new UsageError('--item and --transaction cannot both be meant')
    const { openClient } = await import('../client.ts')
    const kind = values.transaction ? 'transaction' : values.item ? 'item' : undefined
    if (kind !== undefined || (isIdentifier(word) && !existsSync(word))) {
      const id = readId(word, kind ?? 'identifier')
      return explain(await verifyIdentifier(openClient(globals), id, { kind, terminal }), word, terminal)
    }
    if (statSync(word, { throwIfNoEntry: false })?.isDirectory() === true)
      return verifyFolder(word, globals, terminal)
    const file = await readWork(word, readFile)
    const bundle = await readProof(word, values.proof)
    const verification = values.offline
      ? await verifyOffline(file, bundle, word)
      : await openClient(globals).verifyFile(file, bundle === undefined ? {} : { bundle })
    return withCredentials(explain(verification, word, terminal), verification, word, terminal)
  },
})

async function verifyFolder(folder: string, globals: Globals, terminal: Terminal): Promise<CommandResult> {
  const { collection } = await readMintRecord(folder)
  const [{ checkFiles, readCollection }, { verifyCollectionFiles }, { openClient }, { checkFolder }] =
    await Promise.all([
      import('@demiurge/art/native'),
      import('@demiurge/sdk'),
      import('../client.ts'),
      import('../credentials/check-folder.ts'),
    ])
  const progress = terminal.progress('Files')
  const finished = readCollection(folder)
  const files = await checkFiles(folder, finished, (share) => progress.update(share)).finally(progress.end)
  const client = openClient(globals)
  const verification = await verifyCollectionFiles(client, { collection, ...files })
  const explained = explain(verification, folder, terminal)
  const creator = await creatorOf(client, collection)
  const credentials = await checkFolder(folder, finished, { creator, terminal })
  if (credentials === undefined) return { ...explained, data: { ...explained.data, credentials: null } }
  return {
    data: { ...explained.data, credentials: credentials.data },
    text: [explained.text, '', 'Content credentials', ...credentials.lines].join('\n'),
    failed: explained.failed || credentials.isBroken,
  }
}

/** Who opened a collection (0x hex), by certified state; undefined when there is none. */
async function creatorOf(client: Client, collection: string): Promise<string | undefined> {
  const [{ nftState }, { decode }] = await Promise.all([
    import('@demiurge/modules'),
    import('@demiurge/codec'),
  ])
  const { entries } = await client.prove([nftState.collections.keyOf(collection)])
  const bytes = entries[0]?.value
  return bytes === undefined ? undefined : decode(nftState.Collection, bytes).creator
}

async function readProof(path: string, given: string | undefined): Promise<string | undefined> {
  const proof = given ?? proofFileOf(path)
  if (given === undefined && !existsSync(proof)) return undefined
  return Buffer.from(await readWork(proof, readFile)).toString('utf8')
}

async function verifyOffline(
  file: Uint8Array,
  bundle: string | undefined,
  path: string,
): Promise<Verification> {
  if (bundle === undefined)
    throw new UsageError(
      `--offline needs the proof: ${proofFileOf(path)} is not there, name another with --proof`,
    )
  const [{ verifyWork }, { merkleHasher, nativeSuites }] = await Promise.all([
    import('@demiurge/sdk'),
    import('@demiurge/crypto/native'),
  ])
  return verifyWork({ file, bundle, suites: nativeSuites, hasher: merkleHasher })
}

const WHOSE: Readonly<Record<CredentialRole, string>> = {
  creator: '',
  member: 'They are signed by one of the creators who share the account that minted the file.',
  other: 'They are signed by another account than the one that minted the file.',
}

async function roleOf(signer: string, proven: VerifiedItem): Promise<CredentialRole> {
  const { credentialRole } = await import('@demiurge/sdk')
  return credentialRole(signer, proven)
}

/** Beside what the chain says of a file, what the file says of itself. */
async function withCredentials(
  explained: ReturnType<typeof explain>,
  { proven }: Verification,
  path: string,
  terminal: Terminal,
) {
  const [{ checkFile }, { explainCredentials }] = await Promise.all([
    import('../credentials/check-file.ts'),
    import('../credentials/explain.ts'),
  ])
  const report = await checkFile(path)
  if (report.verdict === 'none') return { ...explained, data: { ...explained.data, credentials: null } }
  const { data, lines, isBroken } = explainCredentials(report, terminal)
  const signer = report.statement?.creator
  const role = signer === undefined || proven === undefined ? undefined : await roleOf(signer, proven)
  const said = role === undefined ? '' : WHOSE[role]
  return {
    data: { ...explained.data, credentials: { ...data, isByMinter: role !== 'other', role: role ?? null } },
    text: [
      ...[explained.text, '', 'Content credentials', ...lines],
      ...(said === '' ? [] : [role === 'other' ? terminal.style('red', said) : said]),
    ].join('\n'),
    failed: explained.failed || isBroken || role === 'other',
  }
}

function explain(verification: Conclusion, word: string, terminal: Terminal) {
  const { checks, summary, verdict } = verification
  const failed = verdict !== 'authentic'
  const lines = checks.map(({ ok, name, detail, trust }) => {
    const mark = ok ? terminal.style('green', '✓') : terminal.style('red', '✗')
    return `${mark} ${name.padEnd(15)} ${detail}${trust === 'told' ? ' (told)' : ''}`
  })
  return {
    data: { ...verification, subject: word },
    text: [...lines, '', terminal.style(failed ? 'red' : 'green', summary)].join('\n'),
    failed,
  }
}
