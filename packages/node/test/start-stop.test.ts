import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningNode, resolveSettings, startNode } from '@demiurge/node'
import { expect, test } from 'vitest'
import { startTestNode, untilReady } from './running.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'demiurge-test-'))

async function start(data: string, more: Record<string, string> = {}): Promise<RunningNode> {
  const { values } = resolveSettings({
    flags: { data, httpPort: '0', dashboardPort: '0', creatorPort: '0', verifyThreads: '1', ...more },
  })
  return startNode({ settings: values })
}

test('a node that was stopped goes on where it was', async () => {
  const data = folder()
  const first = await start(data)
  await untilReady(first.http)
  await first.close()
  const { height, root } = { height: first.height(), root: first.stateRoot() }
  const second = await start(data)
  expect(second.height()).toBeGreaterThanOrEqual(height)
  expect(second.stateRoot()).toBe(root)
  await untilReady(second.http)
  await second.close()
  rmSync(data, { recursive: true })
})

test('a taken port is named with the fix, and nothing stays open', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as AddressInfo
  const data = folder()
  await expect(start(data, { httpPort: String(port) })).rejects.toThrow(
    new RegExp(`httpPort: port ${port} is taken by another program; choose another with --http-port`),
  )
  blocker.close()
  const node = await start(data)
  await node.close()
  rmSync(data, { recursive: true })
})

test('two nodes never use one folder', async () => {
  const data = folder()
  const first = await start(data)
  await expect(start(data)).rejects.toMatchObject({ code: 'store.Locked' })
  await first.close()
  rmSync(data, { recursive: true })
})

test('PostgreSQL without its address says which setting is missing', async () => {
  const data = folder()
  await expect(start(data, { store: 'postgresql' })).rejects.toThrow(
    /storeUrl is not set: .*DEMIURGE_STORE_URL/,
  )
  await (await start(data)).close()
  rmSync(data, { recursive: true })
})

test('a chain file with a mistake is refused with file and field', async () => {
  const data = folder()
  const chain = join(data, 'other.json')
  writeFileSync(chain, '{"version": 1}')
  await expect(start(data, { chain })).rejects.toThrow(/other\.json: chainId: the field is missing/)
  await expect(start(data, { chain: join(data, 'none.json') })).rejects.toThrow(/there is no chain file at/)
  rmSync(data, { recursive: true })
})

test('while it stops a node says that it is not ready', async () => {
  await using running = await startTestNode()
  const ready = await fetch(`${running.node.http}/health/ready`)
  expect(await ready.json()).toEqual({ status: 'ready', reasons: [] })
  expect((await fetch(`${running.node.http}/health/live`)).status).toBe(200)
})
