/**
 * @module @demiurge/art/native/collection: collections in Node, without what draws recipes and signs: programs that only make collections start in
 * half the time.
 */
export { type CheckedFiles, checkFiles, readPieceFiles } from './check-files.ts'
export type { MakeProgress } from './draw-pieces.ts'
export { type ExportedCar, exportCar } from './export-car.ts'
export { type ExportControl, type ExportFormat, exportFormats } from './export-files.ts'
export { exportGif } from './export-gif.ts'
export { exportZip } from './export-zip.ts'
export { type LayerFolder, readLayerFolder, readLicenceText } from './layer-folder.ts'
export {
  type MadeCollection,
  type MakeOptions,
  makeCollection,
  type PlannedCollection,
} from './make-collection.ts'
export { type ManifestPiece, type RunPlan, readManifest, statedLicence } from './manifest.ts'
export { changePlan } from './plan-run.ts'
export { type FinishedCollection, readCollection } from './read-collection.ts'
export { imagePath, metadataPath, type PieceFormat, pieceFormats } from './run-files.ts'
export { createThumbnails, type ThumbnailOptions } from './thumbnails.ts'
