import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listEntries, type PlannedPhase } from '@demiurge/sdk'
import { parseAmount } from '../amount.ts'
import { readAccount, showAccount } from '../client.ts'
import type { Globals } from '../command.ts'
import { CommandError } from '../error.ts'
import { readWork } from '../work-file.ts'

/** What a file of phases plans. Times are Unix ms. */
export interface DropPlan {
  readonly phases: readonly PlannedPhase[]
  readonly revealByMs: bigint
}

const DAY_MS = 86_400_000n
/** How long a creator alone may reveal, where the file does not say. */
const DEFAULT_DAYS = 14n
const MEMBERS = ['name', 'start', 'end', 'price', 'perAccount', 'supply', 'allowlist']
const MAX_U32 = 2 ** 32 - 1

/**
 * Reads a file of phases: `{ "revealBy"?: TIME, "phases": [{ "name", "start", "end", "price"?, "perAccount"?, "supply"?, "allowlist"? }] }`.
 * Throws CommandError `drop.BadPlan` that names the member and the fix.
 */
export async function readPlan(path: string, globals: Globals): Promise<DropPlan> {
  const plan = Object(parse(Buffer.from(await readWork(path, readFile)).toString('utf8'), path))
  checkMembers(plan, ['revealBy', 'phases'], path)
  if (!Array.isArray(plan.phases) || plan.phases.length === 0)
    throw bad(path, 'phases must be an array of at least one phase')
  const phases: PlannedPhase[] = []
  for (const [i, phase] of plan.phases.entries())
    phases.push(await readPhase(Object(phase), { path, globals, at: `phases[${i}]` }))
  const end = phases.reduce((last, { endMs }) => (endMs > last ? endMs : last), 0n)
  const revealByMs =
    plan.revealBy === undefined ? end + DEFAULT_DAYS * DAY_MS : timeOf(plan.revealBy, path, 'revealBy')
  return { phases, revealByMs }
}

interface Place {
  readonly path: string
  readonly globals: Globals
  /** Where in the file, for errors. */
  readonly at: string
}

async function readPhase(phase: Readonly<Record<string, unknown>>, place: Place): Promise<PlannedPhase> {
  const { path, at } = place
  checkMembers(phase, MEMBERS, path, at)
  const { name, price = '0', allowlist } = phase
  if (typeof name !== 'string' || name === '' || Buffer.byteLength(name) > 32)
    throw bad(path, `${at}.name must be a text of 1 to 32 bytes`)
  if (typeof price !== 'string') throw bad(path, `${at}.price must be a text such as "0.5" (DEM)`)
  return {
    name,
    startMs: timeOf(phase.start, path, `${at}.start`),
    endMs: timeOf(phase.end, path, `${at}.end`),
    price: parseAmount(price),
    perAccount: countOf(phase.perAccount, path, `${at}.perAccount`),
    supply: countOf(phase.supply, path, `${at}.supply`),
    allowlist: allowlist === undefined || allowlist === null ? null : await readEntries(allowlist, place),
  }
}

/** The list itself, or the name of a JSON file beside the plan that holds it. Accounts are addresses or names of wallets. */
async function readEntries(given: unknown, { path, globals, at }: Place) {
  const file = typeof given === 'string' ? join(dirname(path), given) : undefined
  const value =
    file === undefined ? given : parse(Buffer.from(await readWork(file, readFile)).toString('utf8'), file)
  if (!Array.isArray(value))
    throw bad(
      file ?? path,
      `${at}.allowlist must be an array of { "account", "allowance" }, or a file that holds one`,
    )
  return listEntries(
    value.map((entry: unknown) => {
      const { account, allowance = 1 } = Object(entry)
      return { account: typeof account === 'string' ? addressOf(account, globals) : account, allowance }
    }),
  )
}

function addressOf(word: string, globals: Globals): string {
  return word.startsWith('dem1') ? word : showAccount(readAccount(word, globals))
}

function timeOf(value: unknown, path: string, at: string): bigint {
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN
  if (!Number.isFinite(ms)) throw bad(path, `${at} must be a time such as "2026-12-01T18:00:00Z"`)
  return BigInt(ms)
}

function countOf(value: unknown, path: string, at: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_U32) return value
  throw bad(path, `${at} must be a whole number from 1 on, or be left out where there is no limit`)
}

function checkMembers(value: object, known: readonly string[], path: string, at = ''): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw bad(path, `${at === '' ? '' : `${at}.`}${unknown} is not known; known are ${known.join(', ')}`)
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CommandError('drop.BadPlan', `${path} is no JSON: ${String(cause)}`, { cause })
  }
}

function bad(path: string, problem: string): CommandError {
  return new CommandError('drop.BadPlan', `${path}: ${problem}`)
}
