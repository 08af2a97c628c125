/** A node with creator page and studio as a process of its own, so that it can be killed: `studio-program.ts DATA PAGE PORT`. @module */
import { join } from 'node:path'
import { resolveSettings, startNode } from '@demiurge/node'
import { openStudio } from '@demiurge/studio'
import { pino } from 'pino'

const [data = '', page = '', port = '0'] = process.argv.slice(2)
const studio = await openStudio({
  folder: join(data, 'studio'),
  logger: pino({ level: 'error' }, pino.destination(2)),
  // What a password costs is tested by itself; here a story signs in many times.
  passwordCost: { memoryKib: 1_024, passes: 1, lanes: 1 },
})
const { values } = resolveSettings({
  flags: {
    data,
    httpPort: '0',
    dashboardPort: '0',
    creatorPort: port,
    store: 'memory',
    verifyThreads: '1',
  },
})
const node = await startNode({ settings: values, pages: { creator: page, studio: studio.handle } })
process.stdout.write(`${JSON.stringify({ creator: node.creator, setUpCode: studio.setUpCode })}\n`)
