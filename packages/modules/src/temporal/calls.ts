import { byteList, fromHex, hash, list, struct, toHex, u16, u64 } from '@demiurge/codec'
import { delayLink, portableMerkleHasher, portableSuites } from '@demiurge/crypto'
import {
  LedgerError,
  MAX_SEGMENTS,
  type TemporalProof,
  verifyTemporalProof,
  ZERO_HASH,
} from '@demiurge/ledger'
import { type Context, call, RuntimeError } from '@demiurge/runtime'
import { epochNumber, epochOf, suspend, validatorOf } from '../staking/port.ts'
import * as events from './events.ts'
import { claimOf, DISPUTE_UNTIL, nextLinkOf, PUBLISH_UNTIL, progressOf, windowOf } from './port.ts'
import { chains, parameters, type Window, window } from './state.ts'

/** Commits to a hash chain. */
export const commit = call({
  doc: 'Commits the sender, a validator, to a hash chain whose links its blocks reveal, from the next epoch on.',
  params: struct({ tip: hash }),
  weight: 3_000,
  run(ctx, { tip }) {
    if (validatorOf(ctx, ctx.sender) === undefined)
      throw new RuntimeError('temporal.NoValidator', 'only validators reveal; register as one first')
    // Not at once: whoever has seen the others' reveals must not choose among chains. So the one in use stays in use.
    const fromEpoch = epochNumber(ctx) + 1n
    chains.set(ctx, ctx.sender, { link: nextLinkOf(ctx, ctx.sender) ?? ZERO_HASH, next: { tip, fromEpoch } })
    ctx.emit(events.committed, { validator: ctx.sender, tip, fromEpoch })
  },
})

/** Publishes the delay. */
export const publish = call({
  doc: 'Publishes what the delay makes of the mix of an epoch: the ends of all its links, and the signature of their claim. Who sits in the committee may, once.',
  params: struct({ epoch: u64, ends: list(hash, MAX_SEGMENTS), signature: byteList(4_627) }),
  // An ML-DSA-65 signature verified by portable code, and a tree over the ends: at most four milliseconds.
  weight: ({ ends }) => 500_000 + 1_500 * ends.length,
  run(ctx, { epoch, ends, signature }) {
    const present = openWindow(ctx, epoch, PUBLISH_UNTIL)
    const seat = seatOf(ctx)
    if (present.publication !== null)
      throw new RuntimeError(
        'temporal.Published',
        `${present.publication.publisher} has published it already`,
      )
    if (((present.published >> BigInt(seat)) & 1n) === 1n)
      throw new RuntimeError(
        'temporal.Published',
        'the sender has published for this epoch, and it was false',
      )
    const { segments } = parameters.get(ctx) ?? { segments: 0 }
    if (ends.length !== segments)
      throw new RuntimeError(
        'temporal.BadLength',
        `the delay has ${segments} links, ${ends.length} were given`,
      )
    checkSignature(ctx, { ...claimOf(ctx, present, ends), signature }, seat)
    const publication = { publisher: ctx.sender, height: ctx.height, ends, signature, upheld: [] }
    window.set(ctx, { ...present, published: present.published | (1n << BigInt(seat)), publication })
    ctx.emit(events.published, { epoch, publisher: ctx.sender, end: ends.at(-1) ?? present.mix })
  },
})

/** Disputes one link. */
export const dispute = call({
  doc: 'Has one link of a published delay computed by everybody. If it is false the publication is void and its publisher loses its seat for a while; if it holds that is noted, and nobody can ask again.',
  params: struct({ epoch: u64, link: u16 }),
  // Up to 131,072 steps of portable code take some 150 ms: as long as 75 evidences of two milliseconds each. A commit holds four.
  weight: 75_000_000,
  run(ctx, { epoch, link }) {
    const present = openWindow(ctx, epoch, DISPUTE_UNTIL)
    const { publication } = present
    const end = publication?.ends[link]
    if (publication === null || end === undefined)
      throw new RuntimeError('temporal.NothingPublished', `there is no link ${link} that could be false`)
    if (publication.upheld.includes(link))
      throw new RuntimeError('temporal.LinkHolds', `link ${link} of the delay of epoch ${epoch} is right`)
    const of = { epoch, publisher: publication.publisher, link }
    const beginning = link === 0 ? present.mix : (publication.ends[link - 1] ?? present.mix)
    const { iterations } = parameters.get(ctx) ?? { iterations: 1 }
    if (toHex(delayLink(fromHex(beginning), link, { window: epoch, iterations })) === end) {
      // No failure: that would take the note back, and the same link could be asked for again and again.
      window.set(ctx, { ...present, publication: { ...publication, upheld: [...publication.upheld, link] } })
      ctx.emit(events.upheld, of)
      return
    }
    window.set(ctx, { ...present, publication: null })
    suspend(ctx, publication.publisher)
    ctx.emit(events.disproved, of)
  },
})

function openWindow(ctx: Context, epoch: bigint, until: bigint): Window {
  const present = windowOf(ctx)
  const progress = progressOf(ctx, ctx.timeMs)
  if (present === undefined || present.epoch !== epoch || !present.isFixed)
    throw new RuntimeError('temporal.NotMixed', `the mix of epoch ${epoch} is not fixed, or not that of now`)
  if (progress >= until)
    throw new RuntimeError(
      'temporal.TooLate',
      `${progress / 100n} % of the epoch are over, this must come before ${until / 100n} %`,
    )
  return present
}

function seatOf(ctx: Context): number {
  const seat = epochOf(ctx).committee.seats.findIndex(({ account }) => account === ctx.sender)
  if (seat < 0) throw new RuntimeError('temporal.NoSeat', 'only who sits in the committee may publish')
  return seat
}

function checkSignature(ctx: Context, proof: TemporalProof, seat: number): void {
  const key = epochOf(ctx).committee.seats[seat] ?? { suite: 0, key: new Uint8Array() }
  try {
    verifyTemporalProof(proof, key, portableSuites, portableMerkleHasher)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    throw new RuntimeError('temporal.BadSignature', error.message)
  }
}
