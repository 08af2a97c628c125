import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Another node, or what signs for it: packages by their exact versions. */
interface Packages {
  readonly name: string
  readonly packages: Readonly<Record<string, string>>
}

/** What is installed; the binary of EDR is named for its platform, because npm leaves out optional packages of a nested package now and then. */
export const SIGNER: Packages = { name: 'viem', packages: { viem: '2.57.1' } }
export const ANVIL: Packages = { name: 'anvil', packages: { '@foundry-rs/anvil': '1.7.1' } }
export const HARDHAT: Packages = {
  name: 'hardhat',
  packages: { hardhat: '3.18.0', '@nomicfoundation/edr-linux-x64-gnu': '0.22.0' },
}

/**
 * Installs packages into a folder of the system's temporary directory, where the next run finds them. They are none of our own: nothing of
 * them is in package.json. Resolves to the folder; undefined, with a line that says why, when they cannot be had.
 */
export async function install({ name, packages }: Packages): Promise<string | undefined> {
  const wanted = Object.entries(packages).map(([each, version]) => `${each}@${version}`)
  const folder = join(tmpdir(), 'demiurge-bench-peers', `${name}-${Object.values(packages).join('-')}`)
  if (existsSync(folder)) return folder
  // Installed beside its place and renamed: an installation that was broken off is never taken for a whole one.
  const fresh = `${folder}.${process.pid}`
  try {
    mkdirSync(fresh, { recursive: true })
    writeFileSync(join(fresh, 'package.json'), '{ "private": true, "type": "module" }\n')
    await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...wanted], {
      cwd: fresh,
      timeout: 300_000,
    })
    renameSync(fresh, folder)
    return folder
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    const why = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)
    console.error(`peers: ${wanted.join(' ')} cannot be installed and is left out: ${why}`)
    return undefined
  }
}

/** Where a package that was installed keeps a file. */
export function resolveIn(folder: string, specifier: string): string {
  return createRequire(join(folder, 'package.json')).resolve(specifier)
}
