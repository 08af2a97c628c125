/** @module @demiurge/art/native: rendering, collections and content credentials in Node. */

export { type CheckedFiles, checkFiles, readPieceFiles } from './collection/check-files.ts'
export type { MakeProgress } from './collection/draw-pieces.ts'
export { type ExportedCar, exportCar } from './collection/export-car.ts'
export { type ExportControl, type ExportFormat, exportFormats } from './collection/export-files.ts'
export { exportZip } from './collection/export-zip.ts'
export {
  type MadeCollection,
  type MakeOptions,
  makeCollection,
} from './collection/make-collection.ts'
export type { ManifestPiece, RunPlan } from './collection/manifest.ts'
export { type FinishedCollection, readCollection } from './collection/read-collection.ts'
export { type PieceFormat, pieceFormats } from './collection/run-files.ts'
export { type CredentialCheckName, type CredentialReport, checkCredentials } from './credentials/check.ts'
export { type CredentialOptions, signCredentials } from './credentials/sign.ts'
export { createStudioKey, readStudioKey, type StudioKey } from './credentials/studio-key.ts'
export { createRenderer } from './renderer.ts'
