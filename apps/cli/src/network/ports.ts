import { createServer } from 'node:net'
import { CommandError, UsageError } from '../error.ts'
import type { NetworkState } from './state-file.ts'

/** Ports of a network; those of its nodes in their order. */
export type Ports = Pick<NetworkState, 'dashboardPort' | 'creatorPort'> & {
  readonly nodes: readonly { readonly apiPort: number; readonly meshPort: number }[]
}

const HOST = '127.0.0.1'
/** The API of node 1 is where that of a single node is, so that every command finds it. */
const DEFAULT_BASE = 8_082
const MESH = 100
const PAGES = 200
const LAST_PORT = 65_535

/**
 * Ports for `count` nodes: the APIs from `base` on, the mesh from `base + 100` on, the pages at `base + 200` and `base + 201`. Without
 * a base the APIs begin at 8082 and the pages are at 7861 and 7862; base 0 takes whatever is free. Throws UsageError.
 */
export async function planPorts(count: number, base: number | undefined): Promise<Ports> {
  if (base === 0) return freePorts(count)
  const first = base ?? DEFAULT_BASE
  if (first + PAGES + 1 > LAST_PORT)
    throw new UsageError(
      `--base-port ${first} is too high: the pages would be at ${first + PAGES}, ports end at ${LAST_PORT}`,
    )
  return {
    dashboardPort: base === undefined ? 7_861 : base + PAGES,
    creatorPort: base === undefined ? 7_862 : base + PAGES + 1,
    nodes: Array.from({ length: count }, (_, i) => ({ apiPort: first + i, meshPort: first + MESH + i })),
  }
}

async function freePorts(count: number): Promise<Ports> {
  // Held all at once, so that none is handed out twice.
  const held = await Promise.all(Array.from({ length: 2 * count + 2 }, () => hold(0)))
  await Promise.all(held.map(({ release }) => release()))
  const [dashboardPort = 0, creatorPort = 0, ...ports] = held.map(({ port }) => port)
  const nodes = Array.from({ length: count }, (_, i) => ({
    apiPort: ports[2 * i] ?? 0,
    meshPort: ports[2 * i + 1] ?? 0,
  }))
  return { dashboardPort, creatorPort, nodes }
}

/** Throws CommandError `network.PortTaken` that names the first port another program has, and whose it was to be. */
export async function checkPorts({ dashboardPort, creatorPort, nodes }: Ports): Promise<void> {
  const wanted = [
    ...nodes.flatMap(({ apiPort, meshPort }, i) => [
      { port: apiPort, purpose: `the API of node ${i + 1}` },
      { port: meshPort, purpose: `the mesh of node ${i + 1}` },
    ]),
    { port: dashboardPort, purpose: 'the dashboard' },
    { port: creatorPort, purpose: 'the creator page' },
  ]
  for (const { port, purpose } of wanted) {
    try {
      const { release } = await hold(port)
      await release()
    } catch (cause) {
      throw new CommandError(
        'network.PortTaken',
        `port ${port}, which ${purpose} needs, is taken by another program; choose others with --base-port (0: any that are free)`,
        { cause },
      )
    }
  }
}

function hold(port: number): Promise<{ readonly port: number; release(): Promise<void> }> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      const held = typeof address === 'object' && address !== null ? address.port : port
      resolve({ port: held, release: () => new Promise((done) => server.close(() => done())) })
    })
  })
}
