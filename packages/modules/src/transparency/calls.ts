import { hash, struct, text, u64 } from '@demiurge/codec'
import { call, event, RuntimeError } from '@demiurge/runtime'
import { anchorKey } from './port.ts'
import { Anchor, anchors, MAX_ORIGIN } from './state.ts'

/** The head of a log stands on the chain. */
export const anchored = event('The head of a transparency log was put on the chain.', Anchor)

/** Puts the head of a log on the chain: whoever did so once can never show a log that is shorter, or another of the same length. */
export const anchor = call({
  doc: 'Puts the head of a transparency log on the chain. The heads of one log by one account only grow.',
  params: struct({ origin: text(MAX_ORIGIN), size: u64, root: hash }),
  weight: 1_500,
  check({ origin, size }) {
    if (origin === '' || size === 0n)
      throw new RuntimeError('transparency.NoHead', 'a head has the name of its log and at least one entry')
  },
  run(ctx, { origin, size, root }) {
    const key = anchorKey(ctx.sender, origin)
    const before = anchors.get(ctx, key)
    if (before !== undefined && size < before.size)
      throw new RuntimeError(
        'transparency.Shorter',
        `the log had ${before.size} entries when this account last put it on the chain, not ${size} or fewer`,
      )
    if (before !== undefined && size === before.size && root !== before.root)
      throw new RuntimeError(
        'transparency.Forked',
        `this account put another root of the log at ${size} entries on the chain`,
      )
    const value = {
      by: ctx.sender,
      origin,
      size,
      root,
      height: before?.root === root ? before.height : ctx.height,
    }
    anchors.set(ctx, key, value)
    ctx.emit(anchored, value)
  },
})
