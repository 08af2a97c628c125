/** A studio as a process of its own, for tests that kill it. Prints its address. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { openStudio } from '../src/index.ts'

const [, , folder = ''] = process.argv
const studio = await openStudio({ folder, threads: 1, logger: pino({ level: 'silent' }) })
const server = createServer((request, response) => {
  if (!studio.handle(request, response)) response.writeHead(404).end()
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
