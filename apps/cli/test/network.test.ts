import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { networkFolder } from '../src/network/folder.ts'
import { lastLines, linesAfter } from '../src/network/log-tail.ts'
import { isNodeProcess, nodeArguments } from '../src/network/node-process.ts'
import { checkPorts, planPorts } from '../src/network/ports.ts'
import { findState, getState, type NetworkState, withPids, writeState } from '../src/network/state-file.ts'
import { stopNodes } from '../src/network/stop.ts'
import { run, temporaryFolder } from './run.ts'

/** A busy machine may need a second for each start of the program. */
const TIMEOUT_MS = 120_000

const stateOf = (pids: readonly (number | null)[]): NetworkState => ({
  version: 1,
  chainId: 'demiurge-dev',
  dashboardPort: 7_861,
  creatorPort: 7_862,
  settings: ['roundMs=125'],
  nodes: pids.map((pid, i) => ({ pid, apiPort: 8_082 + i, meshPort: 8_182 + i })),
})

/** Verifying on one thread whatever the machine: each is a good part of what a start costs. */
const ONE_THREAD = ['--set', 'verifyThreads=1']

const network = (verb: string, data: string, ...more: readonly string[]) =>
  run(['network', verb, ...more, '--data', data, '--json'])

const start = (data: string, ...more: readonly string[]) =>
  network('start', data, '--base-port', '0', '--detach', ...more)

/** A folder for a network, of which nothing is left running however the test ends. */
function temporaryNetwork(): { readonly path: string } & AsyncDisposable {
  const folder = temporaryFolder()
  return {
    path: folder.path,
    async [Symbol.asyncDispose]() {
      const paths = networkFolder(folder.path)
      if (findState(paths) !== undefined) await stopNodes(paths, { onNotice() {} })
      folder[Symbol.dispose]()
    },
  }
}

test(
  'a network is started, drilled, stopped, and goes on where it was',
  async () => {
    await using folder = temporaryNetwork()
    const data = folder.path
    const started = await start(data, '--validators', '1', '--round-ms', '10', ...ONE_THREAD)
    expect(started).toMatchObject({ code: 0 })
    const ready = Object(started.json())
    expect(ready).toMatchObject({ event: 'ready', nodes: [{ node: 1, pid: expect.any(Number) }] })
    expect(ready.account).toMatch(/^dem1/)

    const again = await start(data)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('already runs (1 of 1 nodes)')

    const status = await network('status', data)
    expect(status).toMatchObject({ code: 0 })
    const [before] = Object(status.json()).nodes
    expect(before).toMatchObject({ node: 1, up: true, ready: true, lag: '0', stateRoot: expect.any(String) })

    expect((await network('kill', data, '1')).json()).toEqual({ node: 1, killed: true })
    const dead = await network('status', data)
    expect(dead).toMatchObject({ code: 1 })
    expect(dead.json()).toMatchObject({ nodes: [{ node: 1, up: false, pid: null, height: null }] })

    const restarted = Object((await network('restart', data, '1')).json())
    expect(restarted).toMatchObject({ node: 1, address: ready.nodes[0].address })
    const [after] = Object((await network('status', data)).json()).nodes
    expect(BigInt(after.height)).toBeGreaterThanOrEqual(BigInt(before.height))
    expect((await network('stop', data)).json()).toMatchObject({ stopped: [1] })
    expect((await network('stop', data)).json()).toMatchObject({ stopped: [] })
  },
  TIMEOUT_MS,
)

test(
  'in the foreground a death is told with the end of the log, and Ctrl-C stops the rest',
  async () => {
    await using folder = temporaryNetwork()
    const data = folder.path
    const children: ChildProcess[] = []
    const args = ['--validators', '1', ...ONE_THREAD, '--base-port', '0', '--data', data, '--json']
    const ended = run(['network', 'start', ...args], { onStart: (child) => children.push(child) })
    const pid = Number(Object(JSON.parse(await firstOutput(children[0]))).nodes[0].pid)
    // Another command kills the node and starts it again; the one in the foreground stops it all the same.
    expect(await network('restart', data, '1')).toMatchObject({ code: 0 })
    const [restarted] = getState(networkFolder(data)).nodes
    expect(restarted?.pid).not.toBe(pid)
    children[0]?.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
    expect(isNodeProcess(networkFolder(data), 1, restarted?.pid ?? null)).toBe(false)

    const second = run(['network', 'start', ...args.slice(4)], { onStart: (child) => children.push(child) })
    await firstOutput(children[1])
    process.kill(getState(networkFolder(data)).nodes[0]?.pid ?? 0, 'SIGKILL')
    const { code, err } = await second
    expect(code).toBe(1)
    expect(err).toContain('is dead; demiurge network restart 1 starts it again. End of ')
    expect(err).toContain('"event":"ready"')
    expect(err).toContain('no node of the network runs any more')
  },
  TIMEOUT_MS,
)

test(
  'a node that cannot start is named with its reason, and none is left running',
  async () => {
    await using folder = temporaryNetwork()
    const failed = await start(folder.path, '--validators', '2', '--set', 'colour=red')
    expect(failed).toMatchObject({ code: 1, out: '' })
    expect(failed.err).toMatch(/node [12] ended with exit code 2 before it was ready/)
    expect(failed.err).toContain('is no setting')
    expect(getState(networkFolder(folder.path)).nodes.map(({ pid }) => pid)).toSatisfy(
      (pids: (number | null)[]) =>
        pids.every((pid, i) => !isNodeProcess(networkFolder(folder.path), i + 1, pid)),
    )
  },
  TIMEOUT_MS,
)

test(
  'what cannot be is refused with the way out',
  async () => {
    using folder = temporaryFolder()
    const refused = async (code: number, message: string, args: readonly string[]): Promise<void> => {
      const ended = await run(['network', ...args])
      expect(ended.err).toContain(message)
      expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' })
    }
    const single = join(folder.path, 'single')
    const known = join(folder.path, 'known')
    const broken = join(folder.path, 'broken')
    for (const path of [single, known, broken]) mkdirSync(path)
    writeFileSync(join(single, 'chain.json'), '{}')
    writeFileSync(join(known, 'chain.json'), '{}')
    writeState(networkFolder(known), stateOf([null, null, null, null]))
    writeFileSync(join(broken, 'network.json'), '{"version": 1}')
    await Promise.all([
      refused(2, 'write a whole number from 1 to 32', ['start', '--validators', '33']),
      refused(2, 'write a whole number from 1 to 32', ['start', '--validators', '0']),
      refused(2, '--base-port 65500 is too high', ['start', '--base-port', '65500', '--data', folder.path]),
      refused(2, 'holds a network of 4 validators, not 7', ['start', '--validators', '7', '--data', known]),
      refused(2, '--epoch-ms is part of the chain', ['start', '--epoch-ms', '5000', '--data', known]),
      refused(1, 'holds the chain of a single node', ['start', '--data', single]),
      refused(1, 'holds no network: demiurge network start', ['status', '--data', single]),
      refused(1, 'does not describe a network', ['stop', '--data', broken]),
      refused(1, 'there is no node 5: the network has 4', ['kill', '5', '--data', known]),
      refused(2, 'NODE is missing', ['restart', '--data', known]),
    ])
  },
  TIMEOUT_MS,
)

test('a process id that is another program’s now is left alone', async () => {
  using folder = temporaryFolder()
  const paths = networkFolder(folder.path)
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', paths.nodeData(11)])
  writeState(paths, stateOf([stranger.pid ?? 0, process.pid]))
  expect((await network('stop', folder.path)).json()).toMatchObject({ stopped: [] })
  expect((await network('kill', folder.path, '2')).json()).toEqual({ node: 2, killed: false })
  expect(stranger.signalCode).toBeNull()
  stranger.kill()
})

test('a taken port is named with whose it was to be', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ports = await planPorts(2, 0)
  const [first, second] = ports.nodes
  const nodes = [first, second].flatMap((each, i) =>
    each === undefined ? [] : i === 0 ? [each] : [{ ...each, meshPort: port }],
  )
  await checkPorts(ports)
  await expect(checkPorts({ ...ports, nodes })).rejects.toThrow(
    `port ${port}, which the mesh of node 2 needs, is taken by another program`,
  )
  server.close()
})

test('ports are planned: from a base, where a single node has them, or any that are free', async () => {
  expect(await planPorts(2, 9_000)).toEqual({
    dashboardPort: 9_200,
    creatorPort: 9_201,
    nodes: [
      { apiPort: 9_000, meshPort: 9_100 },
      { apiPort: 9_001, meshPort: 9_101 },
    ],
  })
  expect(await planPorts(1, undefined)).toMatchObject({ dashboardPort: 7_861, nodes: [{ apiPort: 8_082 }] })
  const { dashboardPort, creatorPort, nodes } = await planPorts(32, 0)
  const all = [dashboardPort, creatorPort, ...nodes.flatMap(({ apiPort, meshPort }) => [apiPort, meshPort])]
  expect(new Set(all).size).toBe(66)
})

test('every node is told of the others, and only the first has pages', () => {
  const folder = networkFolder('/networks/four')
  const words = (node: number): string => nodeArguments(folder, stateOf([null, null, null]), node).join(' ')
  expect(words(1)).toContain('--data /networks/four/node-1 --chain /networks/four/chain.json --json')
  expect(words(1)).toContain('peer=127.0.0.1:8183,127.0.0.1:8184')
  expect(words(1)).toContain('dashboardPort=7861')
  expect(words(2)).toContain('peer=127.0.0.1:8182,127.0.0.1:8184')
  expect(words(2)).toContain('dashboardPort=off')
  expect(words(3)).toContain('--set roundMs=125')
})

test('a network has a folder of its own, beside the chain of a single node', () => {
  expect(networkFolder('.demiurge').root).toBe(join(process.cwd(), '.demiurge', 'network'))
  expect(networkFolder('/networks/four').root).toBe('/networks/four')
})

test('what is written about a network is read again', () => {
  using temporary = temporaryFolder()
  const folder = networkFolder(temporary.path)
  expect(findState(folder)).toBeUndefined()
  writeState(folder, stateOf([12, null]))
  expect(getState(folder)).toEqual(stateOf([12, null]))
  expect(withPids(getState(folder), new Map([[1, null]]))).toEqual(stateOf([null, null]))
})

test('logs are read from their end, and onwards by whole lines', () => {
  using folder = temporaryFolder()
  const log = join(folder.path, 'node.log')
  expect(lastLines(log, 3)).toEqual([])
  writeFileSync(log, Array.from({ length: 5_000 }, (_, i) => `line ${i}\n`).join(''))
  expect(lastLines(log, 2)).toEqual(['line 4998', 'line 4999'])
  const { offset } = linesAfter(log, readFileSync(log).length)
  appendFileSync(log, 'whole ä\nhal')
  const next = linesAfter(log, offset)
  expect(next.lines).toEqual(['whole ä'])
  appendFileSync(log, 'f\n')
  expect(linesAfter(log, next.offset).lines).toEqual(['half'])
})

/** The first line that a process prints, while its whole output is collected elsewhere. */
function firstOutput(child: ChildProcess | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child?.stdout?.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('\n')) resolve(text)
    })
    child?.once('exit', (code) => reject(new Error(`it ended with ${code} before it printed a line`)))
  })
}
