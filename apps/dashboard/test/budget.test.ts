import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltPage, buildPage } from '../../../test/browser.ts'

let built: BuiltPage
beforeAll(async () => {
  built = await buildPage('dashboard')
}, 60_000)
afterAll(() => built[Symbol.dispose]())

const FIRST_VIEW_BYTES = 200_000

/** A script and all that it imports before it runs, by name. */
function withImports(scripts: ReadonlyMap<string, string>, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    for (const [, imported = ''] of (scripts.get(name) ?? '').matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g))
      waiting.push(imported)
  }
  return found
}

test('the first view is under 200 kB of compressed script, and what proves is not in it', () => {
  const scripts = new Map(
    globSync(join(built.directory, 'assets', '*.js')).map((path) => [
      basename(path),
      readFileSync(path, 'utf8'),
    ]),
  )
  const html = readFileSync(join(built.directory, 'index.html'), 'utf8')
  const named = Array.from(html.matchAll(/assets\/([^"]+\.js)"/g), ([, name = '']) => name)
  const home = [...scripts.keys()].filter((name) => name.startsWith('home-page'))
  expect(home).toHaveLength(1)
  const first = withImports(scripts, [...named, ...home])
  const bytes = [...first].reduce((sum, name) => sum + gzipSync(scripts.get(name) ?? '').length, 0)
  expect(bytes).toBeLessThan(FIRST_VIEW_BYTES)
  expect([...first].filter((name) => /whole-client|wallet|verify/.test(name))).toEqual([])
})
