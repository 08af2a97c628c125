import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** A package may depend on packages of earlier lines only; packages of one line do not know each other. This list is the architecture. */
const LAYERS = [
  ['codec'],
  ['crypto'],
  ['state'],
  ['ledger', 'runtime'],
  ['modules', 'consensus'],
  ['art'],
  ['api'],
  ['sdk', 'store', 'network'],
  ['design', 'node', 'studio'],
  ['cli', 'dashboard', 'creator'],
]
const layerOf = new Map(LAYERS.flatMap((names, layer) => names.map((name) => [`@demiurge/${name}`, layer])))

/** Packages whose `src` sees no clock, no randomness, no I/O, no Node and no DOM, except in folders that are twins for a platform. */
const PURE = ['codec', 'crypto', 'state', 'ledger', 'runtime', 'modules', 'consensus', 'art', 'api', 'sdk']

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
const manifests = globSync('{packages,apps}/*/package.json').map((path) => ({
  path,
  ...read<Manifest>(path),
}))

test.for(manifests)('$name depends on lower layers only', ({ path, name, dependencies = {} }) => {
  const layer = layerOf.get(name)
  expect(layer, `${name} is missing from LAYERS`).toBeDefined()
  const inner = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@demiurge/'))
  for (const dependency of inner)
    expect(layerOf.get(dependency), `${name} -> ${dependency}`).toBeLessThan(layer ?? -1)

  const references =
    read<{ references?: { path: string }[] }>(join(dirname(path), 'tsconfig.json')).references ?? []
  const referenced = references
    .map(
      (reference) => /\.\.\/((?:\.\.\/)?(?:packages|apps)\/)?(\w+)(?:\/src\/\w+)?$/.exec(reference.path)?.[2],
    )
    .map((found) => `@demiurge/${found}`)
  for (const dependency of inner) expect(referenced, `${name}/tsconfig.json`).toContain(dependency)
  for (const found of referenced) expect(inner, `${name}/package.json`).toContain(found)
})

test.for(manifests)('$name names the exact version of everything it needs', ({ dependencies = {} }) => {
  for (const [name, version] of Object.entries(dependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
})

test.for(PURE)('%s is pure: the compiler sees neither Node nor a browser', (name) => {
  const { compilerOptions = {} } = read<{ compilerOptions?: { types?: string[]; lib?: string[] } }>(
    `packages/${name}/tsconfig.json`,
  )
  expect(compilerOptions.types ?? []).toEqual([])
  expect(compilerOptions.lib ?? ['ESNext']).toEqual(['ESNext'])
  const sources = globSync(`packages/${name}/src/**/*.ts`).filter(
    (path) => !/\/src\/(native|web)\//.test(path),
  )
  for (const path of sources) expect(readFileSync(path, 'utf8'), path).not.toMatch(/from 'node:/)
})

test('a module is entered by others through its port only', () => {
  for (const path of globSync('packages/modules/src/*/**/*.ts')) {
    const own = path.split('/')[3]
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/from '((?:\.\.\/)+[^']+)'/g)) {
      const resolved = join(dirname(path), target).split('/')
      const module = resolved[3]
      if (module !== own && resolved.length > 4)
        expect(resolved.at(-1), `${path} imports ${target}`).toBe('port.ts')
    }
  }
})

test('every package has its page', () => {
  for (const { path } of manifests) {
    const readme = readFileSync(join(dirname(path), 'README.md'), 'utf8')
    expect(readme.split('\n').length, path).toBeGreaterThan(8)
  }
})

test('files stay small', () => {
  const long = globSync('{packages,apps}/*/src/**/*.{ts,tsx}').filter(
    (path) => readFileSync(path, 'utf8').split('\n').length > 301,
  )
  expect(long).toEqual([])
})

test('there is no attic', () => {
  expect(globSync('{packages,apps}/*/src/**/{utils,helpers,common,misc}*')).toEqual([])
})
