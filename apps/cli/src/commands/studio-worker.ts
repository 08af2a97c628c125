import { parseWhole } from '../amount.ts'
import { defineCommand } from '../command.ts'
import { UsageError } from '../error.ts'
import { stopSignals } from '../network/stop-signals.ts'

export const command = defineCommand({
  summary: 'Draws collections for a studio on PostgreSQL: one more render machine.',
  positionals: [],
  options: {
    'studio-database': {
      value: 'URL',
      doc: "the studio's database, without its password; DEMIURGE_STUDIO_DATABASE may hold that",
    },
    folder: { value: 'DIR', doc: "the studio's folder, which all its machines share" },
    threads: { value: 'N', doc: 'threads that draw; one less than processors when left out' },
  },
  notes: [
    'Start the node with --studio-database and --set studioFolder=DIR, DIR being a folder that all machines see (NFS 4 or another with POSIX locks). Clocks are to agree within seconds. Ctrl-C gives what is under way back; when the machine dies, another goes on after 30 seconds where it was.',
  ],
  examples: [
    'studio worker --studio-database postgresql://studio@db.example/studio --folder /mnt/studio',
    'studio worker --folder /mnt/studio --threads 15',
  ],
  ownSignals: true,
  async run({ values, terminal }) {
    const { folder, threads } = values
    const databaseUrl = readDatabase(values['studio-database'])
    if (folder === undefined)
      throw new UsageError("--folder is missing: the studio's folder as this machine sees it")
    const [{ openRenderMachine }, { pino }] = await Promise.all([import('@demiurge/studio'), import('pino')])
    using signals = stopSignals()
    signals.insisted.addEventListener('abort', () => process.exit(130))
    const machine = await openRenderMachine({
      databaseUrl,
      folder,
      logger: pino({ level: 'info', base: {} }, pino.destination(2)),
      ...(threads === undefined ? {} : { threads: parseWhole(threads, '--threads', [1, 256]) }),
    })
    terminal.note(`Drawing for the studio in ${folder}. Ctrl-C ends it.`)
    if (!signals.asked.aborted)
      await new Promise((resolve) => signals.asked.addEventListener('abort', resolve, { once: true }))
    terminal.note('Giving back what is under way …')
    await machine.close()
    return undefined
  },
})

/** The address from the flag, which other users of the machine can read, or from the environment. */
function readDatabase(flag: string | undefined): string {
  const text = flag ?? process.env.DEMIURGE_STUDIO_DATABASE
  if (text === undefined)
    throw new UsageError('--studio-database is missing, and DEMIURGE_STUDIO_DATABASE is not set')
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw new UsageError(
      "the studio's database is an address such as postgresql://user@127.0.0.1:5432/database",
    )
  if (flag !== undefined && url.password !== '')
    throw new UsageError(
      'leave the password out of --studio-database: write the address into DEMIURGE_STUDIO_DATABASE, or only the password into PGPASSWORD',
    )
  return text
}
