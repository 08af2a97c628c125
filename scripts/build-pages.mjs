// Builds the pages of which something is newer than what was built. Plain JavaScript: a part of prepare.mjs, and run by tests of the pages.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lockfile = join(root, 'package-lock.json')

for (const page of ['dashboard', 'creator']) {
  const index = join(root, 'apps', page, 'dist', 'index.html')
  if (!existsSync(join(root, 'apps', page, 'index.html'))) continue
  if (existsSync(index) && timeOf(index) >= newestSource(page)) continue
  console.error(`Building the ${page} page …`)
  build(page)
  await compressIn(join(root, 'apps', page, 'dist', 'assets'))
}

function build(page) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', join(root, 'apps', page), '--logLevel', 'error', '--emptyOutDir']
  // Without the NODE_ENV of whoever asks, as a test would: the page must be the one that people get.
  const { NODE_ENV: _, ...env } = process.env
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], env })
  if (result.error !== undefined) console.error(String(result.error))
  if (result.status !== 0) {
    console.error(`building the ${page} page failed; what it said is above`)
    process.exit(result.status ?? 1)
  }
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
  // A folder is as new as the last that came into it or went.
  return Math.max(timeOf(path), ...readdirSync(path).map((name) => newestIn(join(path, name))))
}

function timeOf(path) {
  return statSync(path).mtimeMs
}
