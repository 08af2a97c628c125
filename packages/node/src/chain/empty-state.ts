import { randomFillSync } from 'node:crypto'
import { MemoryState } from '@demiurge/state'

/** A state without entries, with a secret of this process: strangers cannot choose keys that are slow to find. */
export function emptyState(): MemoryState {
  const [a = 0, b = 0, c = 0, d = 0] = randomFillSync(new Int32Array(4))
  return new MemoryState({ seed: [a, b, c, d] })
}
