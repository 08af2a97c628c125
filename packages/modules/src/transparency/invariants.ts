import { entriesOf, type Invariant } from '@demiurge/runtime'
import { anchorKey } from './port.ts'
import { anchors } from './state.ts'

/** Every head stands under who put it there and the name of its log. */
export const anchorsAreFiled: Invariant = (state, keys) => {
  for (const [key, { by, origin, size }] of entriesOf(anchors, state, keys)) {
    const { by: account, log } = anchorKey(by, origin)
    if (key.by !== account || key.log !== log || size === 0n)
      return `a head of "${origin}" by ${by} is filed under ${key.by}`
  }
  return null
}
