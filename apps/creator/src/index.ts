/** The creator page's logic without its view: artworks as they are edited, drafts, links, and what the form checks. @module */

export { schemes } from '@demiurge/design/keys'
export { type Artwork, artworkOf, atSize, newArtwork, recipeOf } from './artwork/artwork.ts'
export {
  activePattern,
  addKind,
  addPattern,
  addText,
  changeLayer,
  changePalette,
  changeParam,
  changePattern,
  hideLayer,
  moveLayer,
  parseSeed,
  removeLayer,
} from './artwork/edit.ts'
export { type FormField, formOf } from './artwork/form.ts'
export { readShareLink, shareLink } from './artwork/share-link.ts'
export { offeredTraits } from './details/attributes.ts'
export { type Details, emptyDetails } from './details/details.ts'
export { findProblems, type Problems } from './details/find-problems.ts'
export { claimOf } from './details/licence-claim.ts'
export { parseRoyalty } from './details/royalty.ts'
export { type Draft, formatDraft, newDraft, parseDraft } from './draft/draft.ts'
export { type History, record, redo, settle, startHistory, undo } from './draft/history.ts'
export { type Template, templates } from './templates/templates.ts'
export {
  type Box,
  type Grip,
  gripOf,
  moveBy,
  outerBox,
  type Sheet,
  scaleBy,
  sheetOf,
  turnTo,
} from './transform/geometry.ts'
export { type SnapLines, type Snapped, snapLines, snapMove } from './transform/snap.ts'
export { addVersion, formatVersions, MAX_VERSIONS, parseVersions, type Version } from './versions/versions.ts'
