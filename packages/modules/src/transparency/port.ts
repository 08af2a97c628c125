import { toHex } from '@demiurge/codec'
import { H } from '@demiurge/crypto'
import type { AnchorKey } from './state.ts'

/** Where the latest head of a log by an account is kept. */
export function anchorKey(by: string, origin: string): AnchorKey {
  return { by, log: toHex(H(new TextEncoder().encode(origin))) }
}
