import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type DropPlan,
  defaultRevealBy,
  findPlanProblems,
  listEntries,
  type PlannedPhase,
  requireAllowances,
  SdkError,
} from '@demiurge/sdk'
import { parseAmount } from '../amount.ts'
import { readAccount, showAccount } from '../client.ts'
import type { Globals } from '../command.ts'
import { CommandError } from '../error.ts'
import { readWork } from '../work-file.ts'

const MEMBERS = ['name', 'start', 'end', 'price', 'perAccount', 'supply', 'allowlist']
/** What members of a plan are called in its file. */
const NAMES: Readonly<Record<string, string>> = { startMs: 'start', endMs: 'end', revealByMs: 'revealBy' }

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
  const revealByMs =
    plan.revealBy === undefined ? defaultRevealBy(phases) : timeOf(plan.revealBy, path, 'revealBy')
  return { phases, revealByMs }
}

/** Throws CommandError `drop.BadPlan` where a plan that was read from `path` cannot be that of a drop of so many pieces. */
export function checkPlan(path: string, plan: DropPlan, pieces: number): void {
  const [problem] = findPlanProblems(plan, { pieces })
  if (problem === undefined) return
  const name = NAMES[problem.field] ?? problem.field
  throw bad(
    path,
    `${problem.phase === undefined ? '' : `phases[${problem.phase}].`}${name} ${problem.message}`,
  )
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
  if (typeof name !== 'string') throw bad(path, `${at}.name must be a text of 1 to 32 bytes`)
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

/** The list itself, or the name of a file beside the plan that holds it. Accounts are addresses or names of wallets. */
async function readEntries(given: unknown, { path, globals, at }: Place) {
  if (typeof given === 'string') return readList(join(dirname(path), given), globals)
  if (!Array.isArray(given))
    throw bad(path, `${at}.allowlist must be an array of { "account", "allowance" }, or the name of a file`)
  return listEntries(
    given.map((entry: unknown) => {
      const { account, allowance = 1 } = Object(entry)
      return { account: typeof account === 'string' ? addressOf(account, globals) : account, allowance }
    }),
  )
}

async function readList(file: string, globals: Globals) {
  const text = Buffer.from(await readWork(file, readFile)).toString('utf8')
  try {
    return requireAllowances(text, (word) =>
      word.startsWith('dem1') ? undefined : findWallet(word, globals),
    )
  } catch (cause) {
    if (cause instanceof SdkError)
      throw new CommandError('drop.BadPlan', `${file}: ${cause.message}`, { cause })
    throw cause
  }
}

function findWallet(word: string, globals: Globals): string | undefined {
  try {
    return readAccount(word, globals)
  } catch {
    return undefined
  }
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
  if (typeof value === 'number') return value
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
