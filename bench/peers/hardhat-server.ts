/**
 * Hardhat's node as a process: `node hardhat-server.ts FOLDER INTERVAL_MS ACCOUNTS MNEMONIC`. Started by its own interface rather than by its command, because that
 * one writes a line for every request; the port is told on the standard output.
 *
 * @module
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Hardhat {
  createHardhatRuntimeEnvironment(config: object): Promise<{
    network: {
      createServer(name: string, host: string, port: number): Promise<{ listen(): Promise<{ port: number }> }>
    }
  }>
}

const [folder = '', intervalMs = '0', accounts = '10', mnemonic = ''] = process.argv.slice(2)
const path = join(folder, 'node_modules', 'hardhat', 'dist', 'src', 'hre.js')
const { createHardhatRuntimeEnvironment } = (await import(pathToFileURL(path).href)) as Hardhat
const { network } = await createHardhatRuntimeEnvironment({
  networks: {
    bench: {
      type: 'edr-simulated',
      chainType: 'l1',
      chainId: 31_337,
      accounts: { mnemonic, count: Number(accounts), accountsBalance: `1${'0'.repeat(22)}` },
      blockGasLimit: 30_000_000_000,
      // Blocks that come faster than once a second would otherwise run ahead of the clock, and are refused.
      allowBlocksWithSameTimestamp: true,
      mining: { auto: intervalMs === '0', interval: Number(intervalMs) },
      loggingEnabled: false,
    },
  },
})
const server = await network.createServer('bench', '127.0.0.1', 0)
console.log(`listening on 127.0.0.1:${(await server.listen()).port}`)
