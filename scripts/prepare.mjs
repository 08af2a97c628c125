// Makes a fresh clone runnable: installs what package-lock.json names and builds the pages, each only when it is missing or old.
// Plain JavaScript for Node >= 20: it runs before Node 26 is installed (as a dependency) and before types can be stripped.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

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

for (const page of ['dashboard', 'creator']) {
  const index = join(root, 'apps', page, 'dist', 'index.html')
  if (!existsSync(join(root, 'apps', page, 'index.html'))) continue
  if (existsSync(index) && timeOf(index) >= newestSource(page)) continue
  console.error(`Building the ${page} page …`)
  run('vite', ['build', `apps/${page}`, '--logLevel', 'error', '--emptyOutDir'])
  await compressIn(join(root, 'apps', page, 'dist', 'assets'))
}

/** Leaves a Brotli file beside each script, style and module: the page's server sends it to whoever takes it. */
async function compressIn(folder) {
  const compress = promisify(brotliCompress)
  const names = readdirSync(folder).filter((each) => /\.(js|css|wasm|svg)$/.test(each))
  await Promise.all(
    names.map(async (name) =>
      writeFileSync(join(folder, `${name}.br`), await compress(readFileSync(join(folder, name)))),
    ),
  )
}

/** Newest change of anything that goes into a page, in ms. */
function newestSource(page) {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'))
  const own = ['src', 'public', 'index.html', 'vite.config.ts'].map((name) => join(root, 'apps', page, name))
  return Math.max(...[...packages, ...own, lockfile].map(newestIn))
}

function newestIn(path) {
  if (!existsSync(path)) return 0
  if (!statSync(path).isDirectory()) return timeOf(path)
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}

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
