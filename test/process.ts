import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)))

/** The `demiurge` command as a program, run by the Node that runs the tests. */
export const DEMIURGE: string = join(ROOT, 'apps', 'cli', 'bin', 'demiurge.mjs')

/** A node in a process of its own. */
export interface NodeProcess {
  readonly http: string
  readonly process: ChildProcess
  /** Time from the start of the process to its word that it is ready, ms. */
  readonly startedMs: number
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Starts `demiurge node start` on free ports and waits for its ready line; `environment` is for settings that have no flag. */
export async function startProcess(
  data: string,
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<NodeProcess> {
  const ports = ['--http-port', '0', '--dashboard-port', '0', '--creator-port', '0']
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [DEMIURGE, 'node', 'start', '--data', data, '--json', ...ports, ...flags],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += String(text)
  })
  const line = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (text) => {
      out += String(text)
      if (out.includes('\n')) resolve(out)
    })
    child.once('exit', (code) =>
      reject(new Error(`the node ended with ${code} before it was ready: ${errors}`)),
    )
  })
  const { http } = JSON.parse(line) as { http: string }
  return {
    http,
    process: child,
    startedMs: performance.now() - started,
    async kill(signal) {
      child.kill(signal)
      await ended
    },
  }
}
