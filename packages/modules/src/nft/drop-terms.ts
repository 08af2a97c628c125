import { RuntimeError } from '@demiurge/runtime'
import type { Drop, Phase } from './drop-state.ts'

const NOTHING = `0x${'00'.repeat(32)}`
const MAX_SPARKS = 2n ** 128n - 1n

/** Throws `nft.BadDrop` when terms contradict themselves. */
export function checkTerms({ provenance, pieces, phases, revealByMs }: Drop): void {
  if (provenance === NOTHING) fail('provenance must be the Merkle root over all pieces, not zeros')
  if (pieces === 0) fail('pieces is 0: a drop has at least one')
  if (phases.length === 0) fail('phases is empty: a drop has at least one')
  phases.forEach((phase, i) => {
    const before = phases[i - 1]
    if (before !== undefined && phase.startMs < before.startMs)
      fail(`phase ${i} begins before phase ${i - 1}: phases stand in order of their beginning`)
    checkPhase(phase, i, pieces)
  })
  const end = endOf(phases)
  if (revealByMs < end) fail(`revealByMs is ${revealByMs}, the last phase ends at ${end}: reveal after that`)
}

/** When the last phase ends, Unix ms. */
export function endOf(phases: readonly Phase[]): bigint {
  return phases.reduce((last, { endMs }) => (endMs > last ? endMs : last), 0n)
}

function checkPhase(phase: Phase, i: number, pieces: number): void {
  const { name, startMs, endMs, price, perAccount, supply, allowlist } = phase
  if (name === '') fail(`phase ${i} has no name`)
  if (endMs <= startMs) fail(`phase ${i} ends at ${endMs}, not after its beginning at ${startMs}`)
  if (perAccount === 0 || supply === 0)
    fail(`phase ${i} has a limit of 0: leave perAccount or supply out where there is none`)
  if (allowlist?.size === 0)
    fail(`phase ${i} has an allowlist of nobody: leave it out where anybody may claim`)
  // So the proceeds fit their number, whatever is claimed in which phase.
  if (price * BigInt(pieces) > MAX_SPARKS)
    fail(`phase ${i} asks ${price} sparks: all pieces together cost too much`)
}

function fail(message: string): never {
  throw new RuntimeError('nft.BadDrop', message)
}
