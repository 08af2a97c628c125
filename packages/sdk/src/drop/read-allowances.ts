import { parseAddress } from '@demiurge/codec'
import type { Allowance } from '@demiurge/modules'
import { SdkError } from '../error.ts'
import { MAX_LIST } from './allowlist.ts'

/** An entry of a list that cannot be taken. */
export interface ListProblem {
  /** `line 3`, counted from 1; `entry 3` of JSON, counted from 0. */
  readonly place: string
  readonly message: string
}

/** A list as somebody wrote it. */
export interface WrittenList {
  readonly entries: readonly Allowance[]
  /** At most MAX_LIST_PROBLEMS of them; nothing is to be opened while there are any. */
  readonly problems: readonly ListProblem[]
}

/** Most problems that are told of one list. */
export const MAX_LIST_PROBLEMS = 100
const MAX_ALLOWANCE = 2 ** 32 - 1
/** Longer words are cut where they are told. */
const SHOWN = 24
const HEADER = /^"?(account|address|wallet|owner)"?\s*([,;\t].*)?$/i

interface Written {
  readonly place: string
  readonly account: string
  /** As it was written; an allowance of 1 where it was left out. */
  readonly allowance: string
}

/**
 * Reads an allowlist as people write it: an account a line, with its allowance behind a comma, semicolon, tab or space (1 when left out);
 * empty lines, lines that begin with `#` and a CSV's header are passed over. Or JSON: `[{ "account": "dem1…", "allowance": 2 }]`. Accounts
 * are addresses (BIP-350), or words that `findAccount` knows (0x hex). Nothing is thrown for what entries hold: every problem is told
 * with its place.
 */
export function readAllowances(
  text: string,
  findAccount: (word: string) => string | undefined = () => undefined,
): WrittenList {
  const entries: Allowance[] = []
  const problems: ListProblem[] = []
  const places = new Map<string, string>()
  for (const written of writtenIn(text, problems)) {
    if (problems.length >= MAX_LIST_PROBLEMS) break
    const read = readEntry(written, findAccount)
    const earlier = typeof read === 'string' ? undefined : places.get(read.account)
    if (typeof read === 'string') problems.push({ place: written.place, message: read })
    else if (earlier !== undefined)
      problems.push({
        place: written.place,
        message: `this account is on ${earlier} already: add their allowances up`,
      })
    else {
      entries.push(read)
      places.set(read.account, written.place)
    }
  }
  if (entries.length > MAX_LIST)
    problems.push({
      place: 'the list',
      message: `it has ${entries.length} accounts, a list takes at most ${MAX_LIST}`,
    })
  return { entries, problems }
}

/** As `readAllowances`, where nothing may be wrong. Throws SdkError `drop.BadList` with the first problems. */
export function requireAllowances(
  text: string,
  findAccount?: (word: string) => string | undefined,
): readonly Allowance[] {
  const { entries, problems } = readAllowances(text, findAccount)
  const told = problems.slice(0, 3).map(({ place, message }) => `${place}: ${message}`)
  const more = problems.length - told.length
  if (more > 0) told.push(`and ${more} more`)
  if (told.length > 0) throw new SdkError('drop.BadList', told.join('; '))
  if (entries.length === 0)
    throw new SdkError('drop.BadList', 'the list has no account: write one a line, such as dem1…, 2')
  return entries
}

function* writtenIn(text: string, problems: ListProblem[]): Iterable<Written> {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  if (/^\s*\[/.test(content)) yield* writtenInJson(content, problems)
  else yield* writtenInLines(content)
}

function* writtenInLines(text: string): Iterable<Written> {
  let number = 0
  let isFirst = true
  for (const each of text.split('\n')) {
    number++
    const line = each.trim()
    if (line === '' || line.startsWith('#')) continue
    const isHeader = isFirst && HEADER.test(line)
    isFirst = false
    if (isHeader) continue
    const [account = '', ...rest] = line.split(/[\s,;]+/).map((word) => word.replace(/^"(.*)"$/, '$1'))
    const words = rest.filter((word) => word !== '')
    yield { place: `line ${number}`, account, allowance: words.length === 0 ? '1' : words.join(' ') }
  }
}

function* writtenInJson(text: string, problems: ListProblem[]): Iterable<Written> {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    problems.push({ place: 'the list', message: `it begins as JSON and is none: ${String(error)}` })
    return
  }
  for (const [i, entry] of (list as readonly unknown[]).entries()) {
    const { account, allowance = 1 } = Object(entry)
    const isEntry = typeof account === 'string' && typeof allowance === 'number'
    if (isEntry) yield { place: `entry ${i}`, account, allowance: String(allowance) }
    else problems.push({ place: `entry ${i}`, message: 'it is not { "account": "dem1…", "allowance": 2 }' })
    if (problems.length >= MAX_LIST_PROBLEMS) return
  }
}

/** The entry, or what is wrong with it. */
function readEntry(
  { account, allowance }: Written,
  findAccount: (word: string) => string | undefined,
): Allowance | string {
  const address = findAccount(account) ?? addressOf(account)
  if (address === undefined)
    return `“${shorten(account)}” is no address: dem1 and 58 characters, without a typing error`
  const count = /^\d{1,10}$/.test(allowance) ? Number(allowance) : 0
  if (count < 1 || count > MAX_ALLOWANCE)
    return `“${shorten(allowance)}” is no allowance: write a whole number from 1 on, or nothing for 1`
  return { account: address, allowance: count }
}

function addressOf(word: string): string | undefined {
  try {
    return parseAddress(word)
  } catch {
    return undefined
  }
}

function shorten(word: string): string {
  return word.length <= SHOWN ? word : `${word.slice(0, SHOWN)}…`
}
