/** @module A worker of the collection engine in Node. It starts while pictures are being decoded, and then is told what to do. */
import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { PieceJob } from './piece-program.ts'

// Threads have a cache of their own to ask for; without one every start strips the types again.
enableCompileCache()
const { drawPieces } = await import('./piece-program.ts')
if (parentPort === null) throw new Error('this is the program of a worker thread')
// Given by `drawPieces` on the other side, in this very form.
const [job] = (await once(parentPort, 'message')) as [PieceJob]
await drawPieces(job)
parentPort.close()
