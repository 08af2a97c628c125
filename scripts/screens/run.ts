/**
 * `npm run screens -- --out DIR [--part NAME] [--only TEXT] [--check]` takes pictures of every main view of both pages, on a desk and on a phone,
 * by day and by night, from a chain and a studio that it fills itself. Parts are artwork, collections, dashboard and accounts; `--only` names
 * views by a part of their names; `--check` also looks for what a program can see of faults. Exits with 1 when there is any, or a view was not
 * reached.
 * @module
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { hasBrowser } from '../../test/browser.ts'
import { shootAccounts } from './accounts.ts'
import { shootArtwork } from './artwork.ts'
import type { Film } from './camera.ts'
import { shootCollections } from './collections.ts'
import { shootDashboard } from './dashboard.ts'
import { createWorld, type World } from './world.ts'

/** In this order: the dashboard shows what was minted, and accounts close the studio to all but their owners. */
const PARTS: Readonly<Record<string, (film: Film, world: World) => Promise<void>>> = {
  artwork: shootArtwork,
  collections: shootCollections,
  dashboard: shootDashboard,
  accounts: shootAccounts,
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    only: { type: 'string', default: '' },
    check: { type: 'boolean', default: false },
  },
})
if (values.out === undefined) {
  console.error('--out DIR: say where the pictures go')
  process.exit(2)
}
const unknown = values.part.find((name) => !Object.hasOwn(PARTS, name))
if (unknown !== undefined) {
  console.error(`--part ${unknown}: there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
if (!hasBrowser('screens')) process.exit(1)
let found = 0
const film: Film = {
  folder: resolve(values.out),
  wants: (view) => view.includes(values.only),
  checks: values.check,
  find({ view, look, what }) {
    found++
    console.log(`${view}, ${look}: ${what}`)
  },
}
await using world = await createWorld()
for (const [name, take] of Object.entries(PARTS)) {
  if (!values.part.includes(name)) continue
  try {
    await take(film, world)
  } catch (error) {
    film.find({ view: name, look: 'all', what: `stopped: ${String(error)}` })
  }
}
process.exitCode = found === 0 ? 0 : 1
