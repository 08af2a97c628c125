import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { formatAddress } from '@demiurge/codec'
import { nativeSuites } from '@demiurge/crypto/native'
import {
  createJointAccount,
  formatJointAccount,
  type JointAccount,
  jointAddress,
  parseJointAccount,
  parsePublicKey,
} from '@demiurge/sdk'
import { CommandError, UsageError } from '../error.ts'
import { readWork } from '../work-file.ts'
import { checkFree, walletPath } from './wallets.ts'

const ENDING = '.joint.json'

/** A joint account of the data folder. */
export interface JointEntry {
  readonly name: string
  readonly path: string
  readonly account: JointAccount
  /** 0x hex. */
  readonly address: string
}

/** Where a joint account is kept. Throws UsageError on a name that is no plain file name. */
export function jointPath(data: string, name: string): string {
  return `${walletPath(data, name).slice(0, -'.json'.length)}${ENDING}`
}

/** The joint accounts of a data folder by name. */
export function listJoint(data: string): readonly JointEntry[] {
  return fileNames(join(data, 'wallets'))
    .filter((file) => file.endsWith(ENDING))
    .sort()
    .map((file) => readJoint(data, file.slice(0, -ENDING.length)))
}

/** A joint account by its name. Throws CommandError `wallet.NotFound`. */
export function readJoint(data: string, name: string): JointEntry {
  const path = jointPath(data, name)
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CommandError(
      'wallet.NotFound',
      `there is no joint account "${name}" in ${join(data, 'wallets')}: demiurge wallet create ${name} --policy "2 of ada.pub, ben.pub" makes one`,
      { cause },
    )
  }
  const account = parseJointAccount(content, nativeSuites)
  return { name, path, account, address: jointAddress(account) }
}

/** Reads `M of FILE, FILE …`: who must sign, by files of public keys. Throws UsageError. */
export async function readPolicy(given: string): Promise<JointAccount> {
  const [, threshold, rest = ''] = /^\s*(\d{1,2})\s+of\s+(.+)$/s.exec(given) ?? []
  const files = rest
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '')
  if (threshold === undefined || files.length === 0)
    throw new UsageError(`--policy is "${given}": write it as "2 of ada.pub, ben.pub, cleo.pub"`)
  const members = await Promise.all(
    files.map(async (file) => {
      const text = Buffer.from(await readWork(file, readFile)).toString('utf8')
      return { name: basename(file, extname(file)).slice(0, 64), ...parsePublicKey(text, nativeSuites) }
    }),
  )
  return createJointAccount(Number(threshold), members, nativeSuites)
}

/** Keeps a new joint account. It holds nothing secret: each member keeps one. Throws CommandError `wallet.Exists`. */
export function saveJoint(data: string, name: string, account: JointAccount): string {
  const path = jointPath(data, name)
  checkFree(data, name)
  if (listJoint(data).some((each) => each.name === name))
    throw new CommandError('wallet.Exists', `there is a joint account "${name}" already: choose another name`)
  mkdirSync(join(data, 'wallets'), { recursive: true, mode: 0o700 })
  writeFileSync(path, formatJointAccount(account), { mode: 0o600, flag: 'wx' })
  return path
}

/** Who must sign, in one line. */
export function describeJoint({ policy, names }: JointAccount): string {
  return `${policy.value.threshold} of ${names.join(', ')}`
}

/** What a joint account is, as a command prints it. */
export function jointData({ name, path, account, address }: JointEntry) {
  return {
    wallet: name,
    address: formatAddress(address),
    threshold: account.policy.value.threshold,
    members: account.names,
    path,
  }
}

function fileNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // No folder yet means no accounts yet.
    return []
  }
}
