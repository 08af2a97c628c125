import { mkdirSync, rmSync } from 'node:fs'
import { formatAddress, toHex } from '@demiurge/codec'
import { signedTransfer, testSigner } from '../../packages/node/test/chain-client.ts'
import { call } from '../../packages/node/test/running.ts'
import { startProcess } from '../../test/process.ts'
import { randomBy } from '../measuring/process-usage.ts'
import { follow } from '../node.ts'
import { type EthereumNode, type Peer, signEthereum, withFolder } from './ethereum.ts'
import { KILLS } from './workload.ts'

/** Transactions come in pieces of so many, one piece in so many ms at most, until the node is killed. */
const PIECE = 10
const PIECE_MS = 20
/** A node is killed so long after the first transaction: anvil writes its state once a second, and has one or two chances. */
const LEAST_MS = 100
const RANGE_MS = 1_500
const SEED = Number(process.env.BENCH_SEED ?? 7)

/** What was told as included or final before the kills, and what of it was not there any more after them. */
export interface Losses {
  readonly told: number
  readonly lost: number
}

/** One life of a node over a folder: its account's nonce at the start, and how many more it told until it was killed. */
interface Life {
  readonly nonce: number
  run(): Promise<number>
  kill(): Promise<void>
}

/** More transactions than a life of so many ms can send. */
function enoughFor(lifeMs: number): number {
  return (Math.ceil(lifeMs / PIECE_MS) + 1) * PIECE
}

/** Kills nodes over the same folder again and again; the sender's nonce afterwards tells what is left of what was told. */
async function losses(live: (lifeMs: number) => Promise<Life>): Promise<Losses> {
  const next = randomBy(SEED)
  let told = 0
  let lost = 0
  let expected: number | undefined
  for (let kill = 0; kill <= KILLS; kill++) {
    const life = await live(LEAST_MS + next() * RANGE_MS)
    if (expected !== undefined) lost += Math.max(0, expected - life.nonce)
    if (kill < KILLS) {
      const more = await life.run()
      told += more
      expected = life.nonce + more
    }
    await life.kill()
  }
  return { told, lost }
}

/** Blocks at once, so that what can be told is told soon; state on disk as far as the peer can. */
export async function lossesOfEthereum(peer: Peer, signer: string): Promise<Losses> {
  const [own] = await signEthereum(signer, [0], { first: 0, count: 0 })
  const { address } = own ?? { address: '' }
  return withFolder((folder) => losses((lifeMs) => ethereumLife({ peer, signer, folder, address }, lifeMs)))
}

async function ethereumLife(
  at: { readonly peer: Peer; readonly signer: string; readonly folder: string; readonly address: string },
  lifeMs: number,
): Promise<Life> {
  const { peer, signer, folder, address } = at
  const node = await peer.start('automine', folder).catch(() => {
    // Killed while it wrote its state, it cannot read it: it begins anew, and everything is lost.
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    return peer.start('automine', folder)
  })
  const nonceOf = async (): Promise<number> =>
    Number((await node.rpc([['eth_getTransactionCount', address, 'latest']]))[0])
  const nonce = await nonceOf()
  const count = enoughFor(lifeMs)
  const [own] = await signEthereum(signer, [0], { first: nonce, count })
  let told = nonce
  return {
    nonce,
    async run() {
      await untilKilled(node, lifeMs, async () => {
        for (let at = 0; at < count; at += PIECE) {
          const piece = own?.transactions.slice(at, at + PIECE) ?? []
          await node.rpc(piece.map((each) => ['eth_sendRawTransaction', each] as const))
          for (let seen = 0; seen < nonce + at + PIECE; ) {
            seen = await nonceOf()
            told = Math.max(told, seen)
          }
          await new Promise((resolve) => setTimeout(resolve, PIECE_MS))
        }
      })
      return told - nonce
    },
    kill: () => node.kill('SIGKILL'),
  }
}

/** Works until the node is killed after a time; that it is gone in the middle of an answer is the point. */
async function untilKilled(
  node: Pick<EthereumNode, 'kill'>,
  lifeMs: number,
  work: () => Promise<void>,
): Promise<void> {
  const ended = new Promise<void>((resolve) => setTimeout(resolve, lifeMs)).then(() => node.kill('SIGKILL'))
  await Promise.all([ended, work().catch(() => {})])
}

/** The same for our node: told is what the topic of commits tells as final. */
export function lossesOfDemiurge(): Promise<Losses> {
  return withFolder((folder) => losses((lifeMs) => demiurgeLife(folder, lifeMs)))
}

async function demiurgeLife(folder: string, lifeMs: number): Promise<Life> {
  const node = await startProcess(folder)
  const signer = testSigner(0)
  const { nonce, registered } = (await call(node.http, 'account_get', {
    address: formatAddress(signer.address),
  })) as { nonce: string; registered: boolean }
  const { anchor } = (await call(node.http, 'chain_getHead', {})) as { anchor: string }
  const signed = Array.from({ length: enoughFor(lifeMs) }, (_, i) =>
    signedTransfer(signer, {
      to: testSigner(1).address,
      amount: 1_000_000n,
      nonce: BigInt(nonce) + BigInt(i),
      anchor,
      // Until the first one is executed, which takes a few pieces, every one has to bring the keys.
      withPolicy: i < 10 * PIECE && !registered,
    }),
  )
  let told = 0
  return {
    nonce: Number(nonce),
    async run() {
      const following = await follow(node.http, Number.POSITIVE_INFINITY, (more) => {
        told += more
      })
      following.done.catch(() => {})
      await untilKilled(node, lifeMs, async () => {
        for (let at = 0; at < signed.length; at += PIECE) {
          const piece = signed.slice(at, at + PIECE)
          await Promise.all(
            piece.map(({ bytes }) => call(node.http, 'tx_submit', { transaction: toHex(bytes) })),
          )
          await new Promise((resolve) => setTimeout(resolve, PIECE_MS))
        }
      })
      return told
    },
    kill: () => node.kill('SIGKILL'),
  }
}
