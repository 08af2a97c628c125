import { address, struct, text } from '@demiurge/codec'
import { call, event } from '@demiurge/runtime'

/** Somebody put a text on record. */
export const remarked = event('A text was put on record.', struct({ by: address, text: text(1_024) }))

/** Puts a text on record: the smallest call there is. */
export const remark = call({
  doc: 'Puts a text of up to 1,024 bytes on record.',
  params: struct({ text: text(1_024) }),
  weight: 500,
  run(ctx, { text }) {
    ctx.emit(remarked, { by: ctx.sender, text })
  },
})
