import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { developmentSigner, networkChain, validatorKey, writeChainFile } from '../packages/node/src/index.ts'
import { call } from '../packages/node/test/running.ts'
import { DEMIURGE } from './process.ts'
import { wholeMachine } from './whole-machine.ts'

const VALIDATORS = 4
/** One way, between any two machines. */
const DELAY_MS = 20
const PATIENCE_MS = 60_000
const NAME = `dem${process.pid % 10_000}`

const ip = (...args: readonly string[]): string =>
  execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' })

/** Whether this machine lets us make machines of our own. */
function isPermitted(): boolean {
  try {
    ip('netns', 'add', `${NAME}x`)
    ip('netns', 'del', `${NAME}x`)
    execFileSync('tc', ['-V'], { stdio: 'pipe' })
    return process.platform === 'linux'
  } catch {
    return false
  }
}

const addressOf = (machine: number): string => `10.77.${process.pid % 250}.${machine + 1}`

/** Machines with an address each on one switch, every message delayed on its way where the kernel can do that. */
class Machines implements Disposable {
  readonly #count: number
  readonly #switch = `${NAME}s`

  constructor(count: number) {
    this.#count = count
    ip('link', 'add', this.#switch, 'type', 'bridge')
    ip('addr', 'add', `${addressOf(200)}/24`, 'dev', this.#switch)
    ip('link', 'set', this.#switch, 'up')
    for (let machine = 0; machine < count; machine++) {
      const [space, plug, cable] = [`${NAME}n${machine}`, `${NAME}p${machine}`, this.#cable(machine)]
      ip('netns', 'add', space)
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', plug)
      ip('link', 'set', plug, 'netns', space)
      ip('link', 'set', cable, 'master', this.#switch)
      ip('link', 'set', cable, 'up')
      const inside = (...args: readonly string[]): string => ip('netns', 'exec', space, ...args)
      inside('ip', 'addr', 'add', `${addressOf(machine)}/24`, 'dev', plug)
      inside('ip', 'link', 'set', plug, 'up')
      inside('ip', 'link', 'set', 'lo', 'up')
      try {
        inside('tc', 'qdisc', 'add', 'dev', plug, 'root', 'netem', 'delay', `${DELAY_MS}ms`)
      } catch {
        // Not every kernel has netem; then the wires are short.
      }
    }
  }

  run(machine: number, args: readonly string[]): ChildProcess {
    const command = ['netns', 'exec', `${NAME}n${machine}`, process.execPath, DEMIURGE, ...args]
    return spawn('ip', command, { stdio: ['ignore', 'pipe', 'ignore'] })
  }

  /** Pulls a cable, or puts it back. */
  plug(machine: number, isIn: boolean): void {
    ip('link', 'set', this.#cable(machine), isIn ? 'up' : 'down')
  }

  #cable(machine: number): string {
    return `${NAME}c${machine}`
  }

  [Symbol.dispose](): void {
    for (let machine = 0; machine < this.#count; machine++)
      try {
        ip('netns', 'del', `${NAME}n${machine}`)
      } catch {
        // It was never made.
      }
    ip('link', 'del', this.#switch)
  }
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; ) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`it took too long until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

test('machines on a slow network find each other, sync and agree; one whose cable is pulled comes back', {
  timeout: 400_000,
}, async ({ skip }) => {
  skip(
    !isPermitted(),
    'network namespaces are not permitted here: nodes on machines of their own are not tried',
  )
  using _ = await wholeMachine()
  const folder = mkdtempSync(join(tmpdir(), 'demiurge-machines-'))
  using machines = new Machines(VALIDATORS + 2)
  const keys = Array.from({ length: VALIDATORS }, (_, i) => {
    mkdirSync(join(folder, String(i)))
    return validatorKey(join(folder, String(i), 'validator.json'))
  })
  const faucet = developmentSigner().address
  const chain = join(folder, 'chain.json')
  writeChainFile(
    chain,
    networkChain({ chainId: 'machines', validators: keys, faucet, nowMs: BigInt(Date.now()) }),
  )
  const running: ChildProcess[] = []
  const start = (machine: number, ...flags: readonly string[]): Promise<{ publicAddresses: string[] }> => {
    const address = addressOf(machine)
    const own = ['--host', address, '--http-port', '8082', '--p2p-host', address, '--p2p-port', '7870']
    const plane = ['--public-host', address, '--public-port', '7871']
    const pages = ['--dashboard-port', 'off', '--creator-port', 'off', '--json']
    const data = ['--data', join(folder, String(machine)), '--chain', chain]
    const child = machines.run(machine, ['node', 'start', ...data, ...own, ...plane, ...pages, ...flags])
    running.push(child)
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the node of machine ${machine} ended with ${code}`)))
      let text = ''
      child.stdout?.on('data', (bytes) => {
        text += String(bytes)
        const line = text.split('\n').find((each) => each.startsWith('{"event":"ready"'))
        if (line !== undefined) resolve(JSON.parse(line))
      })
    })
  }
  const ask = (machine: number, method: string, params: unknown = {}): Promise<never> =>
    call(`http://${addressOf(machine)}:8082`, method, params) as Promise<never>
  const heightOf = async (machine: number): Promise<number> =>
    Number(((await ask(machine, 'node_getStatus')) as { height: string }).height)
  try {
    // Each validator is told one other; the rest is found.
    const [first] = await Promise.all(
      keys.map((_, i) =>
        start(i, '--round-ms', '50', ...(i === 0 ? [] : ['--peer', `${addressOf(i - 1)}:7870`])),
      ),
    )
    // Two more know nobody but one public address.
    const bootstrap = first?.publicAddresses[0] ?? ''
    const others = [VALIDATORS, VALIDATORS + 1]
    await Promise.all(others.map((machine) => start(machine, '--bootstrap', bootstrap)))
    await until('the two have found each other', async () => {
      const { publicPlane } = (await ask(VALIDATORS, 'network_listPeers')) as {
        publicPlane: { peers: readonly { address: string }[] }
      }
      return publicPlane.peers.some(({ address }) => address.includes(addressOf(VALIDATORS + 1))) || undefined
    })

    machines.plug(3, false)
    const { faucet: to } = (await ask(0, 'chain_getInfo')) as { faucet: string }
    const { transaction } = (await ask(VALIDATORS, 'faucet_request', { address: to })) as {
      transaction: string
    }
    for (const machine of [0, 1, 2, ...others])
      await until(`machine ${machine} has it as final`, async () => {
        const { stage } = (await ask(machine, 'tx_getStatus', { id: transaction })) as { stage: string }
        return ['final', 'certified'].includes(stage) || undefined
      })
    machines.plug(3, true)
    const height = await heightOf(0)
    const all = [0, 1, 2, 3, ...others]
    for (const machine of all)
      await until(
        `machine ${machine} has reached ${height}`,
        async () => (await heightOf(machine)) >= height || undefined,
      )
    const roots = await Promise.all(
      all.map(async (machine) => {
        const { summary } = (await ask(machine, 'chain_getCommit', { height: String(height) })) as {
          summary: { stateRoot: string }
        }
        return summary.stateRoot
      }),
    )
    expect(new Set(roots).size).toBe(1)
  } finally {
    await Promise.all(
      running.map((child) => {
        if (child.exitCode !== null) return undefined
        child.kill('SIGKILL')
        return new Promise((resolve) => child.once('exit', resolve))
      }),
    )
    rmSync(folder, { recursive: true, force: true })
  }
})
