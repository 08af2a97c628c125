import { writeSync } from 'node:fs'
import { openCommitLog } from '@demiurge/store'

const [, , directory = ''] = process.argv
const log = await openCommitLog({ directory, segmentBytes: 40_000 })
for (;;) {
  const count = 1 + (log.nextIndex % 3)
  const payloads = Array.from({ length: count }, (_, i) => {
    const index = log.nextIndex + i
    return new TextEncoder().encode(`${index} `.repeat(1 + (index % 50)))
  })
  const first = await log.append(payloads)
  writeSync(1, `${first + count - 1}\n`)
}
