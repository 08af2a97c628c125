import { address, hash, struct, u16, u64 } from '@demiurge/codec'
import { event } from '@demiurge/runtime'

export const committed = event(
  'A validator has committed to a hash chain.',
  struct({ validator: address, tip: hash, fromEpoch: u64 }),
)
export const published = event(
  "A validator has published what the delay made of an epoch's mix.",
  struct({ epoch: u64, publisher: address, end: hash }),
)
export const upheld = event(
  'A link of a published delay was disputed and is right: it is not computed again.',
  struct({ epoch: u64, publisher: address, link: u16 }),
)
export const disproved = event(
  'A published delay was false: it is void, and its publisher loses its seat for a while.',
  struct({ epoch: u64, publisher: address, link: u16 }),
)
