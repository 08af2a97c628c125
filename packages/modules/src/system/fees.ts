import type { FeeBounds, Fees } from './state.ts'

/** How full a commit was. */
interface Fullness {
  readonly weight: number
  readonly limit: number
}

/** A price moves by at most an eighth a commit, as in EIP-1559. */
const STEP = 8n

/**
 * The fees after a commit: up when it was more than half full, down when less, in proportion, always within the bounds.
 * The very same object where nothing moves, so that an idle chain keeps its state root.
 */
export function nextFees(fees: Fees, bounds: FeeBounds, used: Fullness): Fees {
  const price = nextPrice(fees.price, bounds.floor.price, bounds.ceiling.price, used)
  const bytesPrice = nextPrice(fees.bytesPrice, bounds.floor.bytesPrice, bounds.ceiling.bytesPrice, used)
  return price === fees.price && bytesPrice === fees.bytesPrice ? fees : { price, bytesPrice }
}

function nextPrice(price: bigint, floor: bigint, ceiling: bigint, { weight, limit }: Fullness): bigint {
  const target = BigInt(limit) / 2n
  const excess = BigInt(weight) - target
  if (excess === 0n || target === 0n) return price
  const distance = excess < 0n ? -excess : excess
  const full = (price * distance) / target / STEP
  // One spark at least: a small price would round to no step at all and stay for ever.
  const step = full === 0n ? 1n : full
  const moved = excess < 0n ? price - step : price + step
  return moved < floor ? floor : moved > ceiling ? ceiling : moved
}
