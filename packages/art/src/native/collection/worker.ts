/** @module A worker of the collection engine in Node. */
import { workerData } from 'node:worker_threads'
import { drawPieces, type PieceJob } from './piece-program.ts'

// Given by `makeCollection` on the other side, in this very form.
await drawPieces(workerData as PieceJob)
