import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { holdsCredentials } from '@demiurge/art'
import { memberAddress, memberSigner, type Signer } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import {
  type Client,
  cosign,
  credentialRole,
  type Draft,
  type ExplainedWork,
  explainCalls,
  fetchRequestedWork,
  formatRequest,
  parseRequest,
  type ReadRequest,
  remainingMs,
  requestCalls,
  requestMint,
  type Work,
  waitingFor,
} from '@demiurge/sdk'
import { formatAmount } from './amount.ts'
import { showAccount } from './client.ts'
import { columns } from './columns.ts'
import type { CommandResult, Globals } from './command.ts'
import { CommandError } from './error.ts'
import type { Terminal } from './terminal.ts'
import { listJoint, readJoint } from './wallet/joint.ts'
import { openSigner } from './wallet/unlock.ts'
import { readWork, replaceFile } from './work-file.ts'

/** Reads and checks a signing request. Throws CommandError `file.Unreadable`, SdkError `armour.Malformed` and `request.…`. */
export async function readRequestFile(path: string): Promise<ReadRequest> {
  return parseRequest(Buffer.from(await readWork(path, readFile)).toString('utf8'), nativeSuites)
}

/** Writes a request; over an existing file only where the same request comes back with more in it. */
export async function writeRequestFile(path: string, read: ReadRequest, replace: boolean): Promise<void> {
  if (replace) return replaceFile(path, formatRequest(read.request))
  if (existsSync(path))
    throw new CommandError('file.Exists', `${path} is there already: name another file with --request`)
  await writeFile(path, formatRequest(read.request))
}

/** What a member's name is: by the joint account of the data folder, else by number from 1. */
export function memberNames(
  { request, address }: ReadRequest,
  { data }: Pick<Globals, 'data'>,
): readonly string[] {
  const known = listJoint(data).find((each) => each.address === address)
  return (
    known?.account.names ??
    request.policy.value.members.map(
      (member, i) => `member ${i + 1} (${showAccount(memberAddress(member)).slice(0, 12)}…)`,
    )
  )
}

/** A request as data: everything that is signed, and by whom. */
export function requestData(read: ReadRequest, globals: Pick<Globals, 'data'>, nowMs: number) {
  const { request, address, phase, statementBy, transactionBy, id, transaction } = read
  const names = memberNames(read, globals)
  const named = (members: readonly number[]): readonly string[] => members.map((m) => names[m] ?? String(m))
  return {
    account: showAccount(address),
    chain: request.chainId,
    threshold: request.policy.value.threshold,
    members: names,
    phase,
    calls: explainCalls(read),
    statement: request.statement === null ? null : { signedBy: named(statementBy) },
    transaction:
      transaction === undefined
        ? null
        : {
            id,
            maxFee: transaction.maxFee,
            signedBy: named(transactionBy),
            validUntil: new Date(Number(transaction.validUntil)).toISOString(),
            remainingSeconds: Math.floor((remainingMs(read, nowMs) ?? 0) / 1000),
          },
    waitingFor: waitingFor(read),
  }
}

/** A request as people read it. The work is fetched and held against what is signed; without a node it is left out, and that is said. */
export async function explainRequest(
  read: ReadRequest,
  {
    client,
    globals,
    nowMs,
  }: { readonly client: Client | undefined; readonly globals: Globals; readonly nowMs: number },
): Promise<CommandResult> {
  const data = requestData(read, globals, nowMs)
  const work = client === undefined ? undefined : await fetchRequestedWork(client, read, nativeSuites)
  const { metadata } = work ?? {}
  const credentials = work === undefined ? undefined : await credentialsOf(work, read, data.members)
  const failed = work?.checks.some(({ ok }) => !ok) === true || credentials?.isWrong === true
  const rows = [
    ['Account', `${data.account} (${data.threshold} of ${data.members.join(', ')})`],
    ...(metadata === undefined
      ? []
      : [
          ['Work', JSON.stringify(metadata.name)],
          [
            'File',
            `${work?.mediaType}, ${work?.file.length} bytes, SHA-256 ${read.request.statement?.statement.asset.sha256}`,
          ],
        ]),
    ...(credentials === undefined ? [] : [['Credentials', credentials.text]]),
    ...data.calls.map(({ method, params }) => [method, describeParams(params)]),
    ...(data.statement === null ? [] : [['Statement', `signed by ${listed(data.statement.signedBy)}`]]),
    ...(data.transaction === null
      ? []
      : [
          ['Transaction', `${data.transaction.id}, signed by ${listed(data.transaction.signedBy)}`],
          ['Fee', `at most ${formatAmount(data.transaction.maxFee)}`],
          [
            'Lives',
            data.transaction.remainingSeconds > 0
              ? `${data.transaction.remainingSeconds} seconds more`
              : 'no longer: the next one to sign refreshes it',
          ],
        ]),
    ['Waits for', data.waitingFor],
  ] as const
  const problems = work?.checks.filter(({ ok }) => !ok).map(({ detail }) => `✗ ${detail}`) ?? []
  return {
    data: {
      ...data,
      ...(work === undefined
        ? {}
        : { work: { metadata, checks: work.checks, credentials: credentials?.data ?? null } }),
    },
    text: [columns(rows.map(([name = '', value = '']) => [name, value] as const)), ...problems].join('\n'),
    failed,
  }
}

/** What the content credentials in the file say of themselves: who signs the request signs their presence in the work. */
async function credentialsOf(
  { file, mediaType }: ExplainedWork,
  { request, address }: ReadRequest,
  names: readonly string[],
) {
  if (!holdsCredentials(mediaType)) return undefined
  const { checkCredentials } = await import('@demiurge/art/native')
  const { verdict, statement } = await checkCredentials(new Uint8Array(file), { suites: nativeSuites })
  if (verdict === 'none') return undefined
  const creators = request.policy.value.members.map(memberAddress)
  const by = statement?.creator
  const role = by === undefined ? undefined : credentialRole(by, { creator: address, creators })
  const name = by === undefined ? undefined : (names[creators.indexOf(by)] ?? showAccount(by))
  const signer = name === undefined ? 'without a statement of ours' : `by ${name}`
  const isWrong = verdict === 'altered' || role === 'other'
  return {
    isWrong,
    data: { verdict, by: by === undefined ? null : showAccount(by), role: role ?? null },
    text: `${verdict}, ${signer}${role === 'other' ? ', who is not one of these creators' : ''}`,
  }
}

/** With what a request is begun. */
interface Desk {
  readonly client: Client
  readonly globals: Globals
  readonly terminal: Terminal
  /** Whose wallet signs. */
  readonly signer: Signer
}

/** The values of JOINT_OPTIONS. */
interface JointValues {
  readonly joint: string | undefined
  readonly request: string | undefined
}

/** Opens the wallet that signs for a joint account. Throws CryptoError `policy.UnknownSigner` when it is none of its members'. */
export async function openMember(
  { joint = '' }: JointValues,
  given: Pick<Desk, 'globals' | 'terminal'>,
): Promise<Signer> {
  const { account } = readJoint(given.globals.data, joint)
  const signer = await openSigner(given)
  memberSigner(signer, account.policy, nativeSuites)
  return signer
}

/** Writes a request for calls by a joint account, signed as far as this wallet can. */
export async function handDraft(
  draft: Draft,
  values: JointValues,
  given: Omit<Desk, 'signer'>,
): Promise<CommandResult> {
  const { account } = readJoint(given.globals.data, values.joint ?? '')
  const desk = { ...given, signer: await openMember(values, given) }
  return hand(await requestCalls(desk.client, account.policy, draft, nativeSuites), values, desk)
}

/** Stores a work and writes the request to mint it by a joint account, signed as far as this wallet can. */
export async function handMint(work: Work, values: JointValues, desk: Desk): Promise<CommandResult> {
  const { account } = readJoint(desk.globals.data, values.joint ?? '')
  return hand(await requestMint(desk.client, account.policy, work, nativeSuites), values, desk)
}

async function hand(
  draft: ReadRequest,
  { joint, request: path = `${joint}.request` }: JointValues,
  { client, globals, signer }: Desk,
): Promise<CommandResult> {
  const { read } = await cosign(client, draft, signer, { suites: nativeSuites })
  await writeRequestFile(path, read, false)
  const data = requestData(read, globals, client.environment.nowMs())
  return {
    data: { request: path, ...data },
    text: `The signing request is in ${path}: hand it to ${others(data, read)}.\nIt waits for: ${data.waitingFor}`,
  }
}

function others({ members }: { readonly members: readonly string[] }, read: ReadRequest): string {
  const signed = read.phase === 'statement' ? read.statementBy : read.transactionBy
  return members.filter((_, m) => !signed.includes(m)).join(', ')
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nobody yet' : names.join(', ')
}

/** As JSON: what strangers wrote must not reach the terminal as control characters. */
function describeParams(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')
}
