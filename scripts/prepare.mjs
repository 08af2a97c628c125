// Makes a fresh clone runnable: installs what package-lock.json names and builds the pages, each only when it is missing or old.
// Plain JavaScript for Node >= 20: it runs before Node 26 is installed (as a dependency) and before types can be stripped.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(`Node ${process.versions.node} is too old: install Node 20 or newer from https://nodejs.org`)
  process.exit(1)
}

const installed = join(root, 'node_modules', '.package-lock.json')
const lockfile = join(root, 'package-lock.json')
if (!existsSync(installed) || timeOf(installed) < timeOf(lockfile)) {
  console.error('Installing dependencies (this takes about a minute the first time) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
}

// Only now, when what it needs is installed.
await import('./build-pages.mjs')

function timeOf(path) {
  return statSync(path).mtimeMs
}

function run(command, args) {
  const bin = join(root, 'node_modules', '.bin')
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    shell: process.platform === 'win32',
  })
  if (result.error !== undefined) console.error(String(result.error))
  if (result.status !== 0) {
    console.error(`"${command} ${args.join(' ')}" failed; what it said is above`)
    process.exit(result.status ?? 1)
  }
}
