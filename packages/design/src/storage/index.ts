/** What a page keeps on its device, for pages and workers. @module */
export { type KeptValues, keptValues } from './kept-values.ts'
