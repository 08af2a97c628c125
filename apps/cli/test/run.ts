import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../bin/demiurge.mjs', import.meta.url))

/** What a run of the real program left behind. */
export interface Run {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
  /** Standard output as JSON. */
  json(): unknown
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly cwd?: string
  /** The Node to start it with; the one that runs the tests when left out. */
  readonly node?: string
  /** Gets hold of the process while it runs. */
  readonly onStart?: (child: ChildProcess) => void
}

/** Runs the real program to its end. Its environment knows no DEMIURGE_ variable but those given. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = start(args, options)
  options.onStart?.(child)
  // A command that refuses its arguments is gone before it has read anything: the broken pipe is no error of the test.
  child.stdin?.on('error', () => {})
  child.stdin?.end(options.input ?? '')
  // Listening from the start: the process may be gone before its last output has been read.
  const end = ended(child)
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)])
  const { code, signal } = await end
  return { code, signal, out, err, json: () => JSON.parse(out) }
}

/** A folder that is gone when the test is. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'demiurge-cli-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** A node that runs as a process of its own. */
export interface NodeProcess extends AsyncDisposable {
  readonly url: string
  readonly account: string
  readonly ready: Readonly<Record<string, string>>
  /** Sends a signal and resolves with how the process ended. */
  stop(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/** Starts `demiurge node start` on a data folder and waits until it is ready. */
export async function startNode(data: string, port = '0'): Promise<NodeProcess> {
  const ports = ['--http-port', port, '--dashboard-port', '0', '--creator-port', '0', '--p2p-port', '0']
  // One thread verifies whatever the machine: each is a good part of what a start costs.
  const threads = ['--set', 'verifyThreads=1']
  const child = start(['node', 'start', '--data', data, ...ports, ...threads, '--json'], {})
  child.stdin?.end()
  const errors = read(child.stderr)
  const end = ended(child)
  const first = await firstLine(child)
  if (first === undefined) throw new Error(`the node did not start: ${await errors}`)
  const ready = JSON.parse(first)
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return end
  }
  return {
    url: ready.http,
    account: ready.account,
    ready,
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await stop('SIGKILL')
    },
  }
}

function start(
  args: readonly string[],
  { env = {}, cwd, node = process.execPath }: RunOptions,
): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DEMIURGE_|NODE_OPTIONS|VITEST|FORCE_COLOR)/.test(name),
  )
  return spawn(node, [BIN, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
}

function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += String(chunk)
  return text
}

async function firstLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) return undefined
  // The stream must stay open after the first line: the node goes on writing to it.
  const lines = createInterface({ input: stdout })
  return new Promise((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(undefined))
  })
}
