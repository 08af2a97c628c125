import { median } from './measuring/process-usage.ts'
import { anvilIn, hardhatIn, type Mining, type Peer, signEthereum } from './peers/ethereum.ts'
import { ANVIL, HARDHAT, install, SIGNER } from './peers/install.ts'
import { type Losses, lossesOfDemiurge, lossesOfEthereum } from './peers/kills.ts'
import { measureDemiurge } from './peers/measure-demiurge.ts'
import { measureEthereum, type Outcome } from './peers/measure-ethereum.ts'
import { writePage } from './peers/page.ts'
import { ACCOUNTS, KILLS, PER_ACCOUNT, ROUNDS, TOTAL } from './peers/workload.ts'
import type { Line, Options, Report } from './run.ts'

/** Ways of making blocks that every peer is tried in; the best one goes into the rounds. */
const MODES: readonly Mining[] = ['automine', { everyMs: 100 }, { everyMs: 1_000 }]

/** What a mode has to include, of all, to go into the rounds. */
const FORGIVEN = 0.99

type Signed = Awaited<ReturnType<typeof signEthereum>>

/** What takes part in the rounds. */
interface Contestant {
  readonly name: string
  readonly mode: string
  readonly measure: () => Promise<Outcome>
  readonly losses: () => Promise<Losses>
  /** With immediate blocks; of ours every run is that. */
  readonly burst?: Outcome
}

/**
 * Development nodes of other projects and our node with the same transfers on the same machine, taking turns. What is compared: how soon
 * signed transfers over HTTP are in blocks (theirs) or final and on disk (ours). What is not the same: theirs verify secp256k1 signatures and
 * keep blocks in memory; ours verifies ML-DSA-65 and syncs to disk.
 */
export async function run(report: Report, { write }: Options): Promise<void> {
  const signer = await install(SIGNER)
  const contestants: Contestant[] = []
  if (signer !== undefined) {
    const accounts = Array.from({ length: ACCOUNTS }, (_, i) => i)
    const signed = await signEthereum(signer, accounts, { first: 0, count: ROUNDS > 0 ? PER_ACCOUNT : 0 })
    // Without rounds there is nothing to be tried for: only the kills are wanted.
    const modes = ROUNDS > 0 ? MODES : []
    for (const peer of await peers()) contestants.push(await tried(peer, { signer, signed, modes }))
  }
  contestants.push({
    name: 'demiurge',
    mode: 'final and on disk',
    measure: measureDemiurge,
    losses: lossesOfDemiurge,
  })
  const lines: Line[] = []
  const tell: Report = (line) => {
    lines.push(line)
    report(line)
  }
  if (ROUNDS > 0) await takeTurns(contestants, tell)
  for (const { name, losses } of contestants) {
    const { told, lost } = await losses()
    tell({ name: `peers.lost.${name}`, value: lost, unit: `of ${told} told, ${KILLS} kills` })
  }
  if (write) writePage(lines)
}

async function peers(): Promise<readonly Peer[]> {
  const anvil = await install(ANVIL)
  const hardhat = await install(HARDHAT)
  return [
    ...(anvil === undefined ? [] : [anvilIn(anvil)]),
    ...(hardhat === undefined ? [] : [hardhatIn(hardhat)]),
  ]
}

/** Tries a peer once in every mode. */
async function tried(
  peer: Peer,
  {
    signer,
    signed,
    modes,
  }: { readonly signer: string; readonly signed: Signed; readonly modes: readonly Mining[] },
): Promise<Contestant> {
  const trials: { readonly mining: Mining; readonly outcome: Outcome }[] = []
  for (const mining of modes) {
    const outcome = await measureEthereum(peer, mining, signed)
    const { included, perSecond, ended } = outcome
    console.error(
      `${peer.name}, ${modeOf(mining)}: ${included} of ${TOTAL} included, ${Math.round(perSecond)}/s${ended === undefined ? '' : `; ended: ${ended}`}`,
    )
    trials.push({ mining, outcome })
  }
  const burst = trials.find(({ mining }) => mining === 'automine')?.outcome
  // A mode that leaves transactions behind is not one in which the work is done; a few that a node forgot are told, and forgiven.
  const [best] = trials
    .filter(({ outcome }) => outcome.included >= TOTAL * FORGIVEN)
    .sort((a, b) => b.outcome.perSecond - a.outcome.perSecond)
  const mining = best?.mining ?? 'automine'
  return {
    name: peer.name,
    mode: modeOf(mining),
    measure: () => measureEthereum(peer, mining, signed),
    losses: () => lossesOfEthereum(peer, signer),
    ...(burst === undefined ? {} : { burst }),
  }
}

function modeOf(mining: Mining): string {
  return mining === 'automine' ? 'blocks at once' : `a block every ${mining.everyMs / 1_000} s`
}

function leftOut(outcomes: readonly Outcome[]): string {
  const count = outcomes.reduce((sum, { included }) => sum + TOTAL - included, 0)
  return count === 0 ? '' : `; ${count} of ${TOTAL * outcomes.length} never included`
}

async function takeTurns(contestants: readonly Contestant[], report: Report): Promise<void> {
  const outcomes = new Map(contestants.map(({ name }) => [name, [] as Outcome[]]))
  for (let round = 0; round < ROUNDS; round++) {
    // Each comes first in its turn: what a run leaves behind in the machine's caches does not always meet the same one.
    const first = round % contestants.length
    for (const { name, measure } of [...contestants.slice(first), ...contestants.slice(0, first)])
      outcomes.get(name)?.push(await measure())
  }
  const middle = (name: string, of: (outcome: Outcome) => number): number =>
    median((outcomes.get(name) ?? []).map(of))
  for (const { name, mode } of contestants)
    report({
      name: `peers.${name}`,
      value: middle(name, ({ perSecond }) => perSecond),
      unit: `included/s, ${mode}${leftOut(outcomes.get(name) ?? [])}`,
      rounds: (outcomes.get(name) ?? []).map(({ perSecond }) => Math.round(perSecond)),
    })
  for (const { name } of contestants)
    report({
      name: `peers.cpu.${name}`,
      value: middle(name, ({ cpuMs }) => cpuMs),
      unit: 'ms of all threads of the node for a transaction',
    })
  const ours = middle('demiurge', ({ perSecond }) => perSecond)
  for (const { name } of contestants.filter((each) => each.name !== 'demiurge'))
    report({
      name: `peers.ratio.${name}`,
      value: ours / middle(name, ({ perSecond }) => perSecond),
      unit: `times ${name}`,
    })
  for (const { name, burst } of contestants) {
    const unit = `of ${TOTAL}${burst?.ended === undefined ? '' : `; ended: ${burst.ended}`}`
    const included = burst?.included ?? middle(name, (each) => each.included)
    report({ name: `peers.burst.${name}`, value: included, unit })
    report({
      name: `peers.burst.${name}.rss`,
      value: burst?.rss ?? middle(name, ({ rss }) => rss),
      unit: 'MB',
    })
  }
}
