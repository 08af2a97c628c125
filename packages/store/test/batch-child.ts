import { writeSync } from 'node:fs'
import { openDiskEngine } from './engines.ts'
import { numberedBatch } from './numbered-batches.ts'

// Writes numbered batches, several at once, and reports each that was acknowledged; until it is killed.
const [, , engine = '', directory = '', first = '0', url] = process.argv
const store = await openDiskEngine(engine as 'rocksdb', directory, url)
let next = Number(first)
const write = async (): Promise<void> => {
  for (;;) {
    const n = next++
    await store.batch(numberedBatch(n))
    writeSync(1, `${n}\n`)
  }
}
await Promise.all([write(), write(), write()])
