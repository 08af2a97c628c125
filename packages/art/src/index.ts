/** Generative art, its metadata, and the proof of who made it. @module */
export {
  type Catalogue,
  type CatalogueLayer,
  choiceName,
  createCatalogue,
  createTrait,
  NO_TRAIT,
} from './collection/catalogue.ts'
export { countCombinations } from './collection/combinations.ts'
export { type CollectionDefinition, checkDefinition, type LayerDefinition } from './collection/definition.ts'
export { CollectionError, type CollectionErrorCode } from './collection/error.ts'
export { layerNameOf, orderFolders, parseTraitFile } from './collection/file-name.ts'
export { collectionLimits } from './collection/limits.ts'
export { checkTemplates, dnaHash, shownTraits } from './collection/piece-metadata.ts'
export { choosePieces, type Piece, traitsOf } from './collection/pieces.ts'
export {
  type CollectionProvenance,
  collectionProvenance,
  type PieceHashes,
  provenanceTree,
} from './collection/provenance.ts'
export { rarityTable, type TraitRow } from './collection/rarity-table.ts'
export { createRules } from './collection/rules.ts'
export { contrastGrade, contrastRatio } from './color/contrast.ts'
export { extractPalette } from './color/extract.ts'
export { type Harmony, harmonicPalette, harmonies } from './color/harmony.ts'
export { type PaletteData, palettes } from './color/palettes.ts'
export { type CredentialCheckName, type CredentialReport, NO_CREDENTIALS } from './credentials/check.ts'
export { checkCredentialStatement } from './credentials/check-statement.ts'
export { joinManifestStore, splitManifestStore } from './credentials/manifest-store.ts'
export { type CredentialOptions, holdsCredentials, signCredentials } from './credentials/sign.ts'
export {
  assertionToCredential,
  CredentialStatement,
  credentialToAssertion,
  SignedCredential,
  signCredential,
} from './credentials/statement.ts'
export type { StudioKey } from './credentials/studio-key.ts'
export { ArtError, type ArtErrorCode } from './errors.ts'
export { readRecipe } from './files/recipe-in-file.ts'
export { type BlendMode, blendColours, blendModes } from './layers/blend.ts'
export {
  CUSTOM_ID,
  describeLicence,
  findLicence,
  findOwnLicence,
  GBU2_ID,
  type Licence,
  licences,
} from './licences/catalogue.ts'
export {
  checkClaim,
  claimLicence,
  type LicenceChoice,
  type LicenceClaim,
  type LicenceFinding,
  type LicenceStatus,
  sameClaim,
  textHash,
} from './licences/claim.ts'
export {
  type CollectionLicenceFinding,
  checkDocumentLicence,
  createLicenceComparison,
  type LicenceComparison,
} from './licences/collection-check.ts'
export { LicenceError, type LicenceErrorCode } from './licences/error.ts'
export { defaultGbu2Fields, type Gbu2Fields, gbu2Terms, gbu2Text } from './licences/gbu2.ts'
export { readLicence, withLicence } from './licences/in-file.ts'
export type { LicenceText } from './licences/licence-text.ts'
export {
  type CollectionLicence,
  type DefinedLicence,
  licenceParts,
  MAX_LICENCE_TEXT,
  type StatedLicence,
  stateLicence,
} from './licences/stated.ts'
export { describeTerms, type LicenceTerms, type Permission } from './licences/terms.ts'
export {
  countLicences,
  type LicenceUsage,
  type LicenceUse,
  type LicensedWork,
} from './licences/usage.ts'
export {
  type ClaimAt,
  checkWorkLicence,
  claimInDocument,
  licenceAddress,
  licenceJsonLd,
} from './licences/work.ts'
export { canonicalJson, parseCanonicalJson } from './metadata/canonical-json.ts'
export { checkMetadata, findMetadataProblems } from './metadata/check.ts'
export { createMetadata, type MetadataInput, toErc1155, toMetaplex, toOpenSea } from './metadata/create.ts'
export { MetadataError, type MetadataErrorCode, type MetadataProblem } from './metadata/error.ts'
export { isMetadataUri } from './metadata/formats.ts'
export { metadataHash } from './metadata/hash.ts'
export { type Rarity, rarityScores, type TraitSet } from './metadata/rarity.ts'
export {
  type Erc721Metadata,
  type Erc1155Metadata,
  type Metadata,
  type MetadataKind,
  type MetadataOf,
  type MetaplexMetadata,
  metadataSchemas,
  type OpenSeaAttribute,
} from './metadata/schemas.ts'
export { formatUuid } from './metadata/uuid.ts'
export type { Pattern } from './patterns/pattern.ts'
export { findPattern, patterns } from './patterns/registry.ts'
export { decodePhotonic, encodePhotonic, type PhotonicColour, readPhotonicImage } from './photonic.ts'
export type { Check } from './provenance/check.ts'
export {
  checkStatement,
  type StatementCheckName,
  type StatementContext,
} from './provenance/check-statement.ts'
export {
  type Checkpoint,
  type CheckpointSigner,
  parseCheckpoint,
  signCheckpoint,
  type VerifiedCheckpoint,
  verifyCheckpoint,
} from './provenance/checkpoint.ts'
export { ProvenanceError, type ProvenanceErrorCode } from './provenance/error.ts'
export {
  checkEvidence,
  type EvidenceCheckName,
  type EvidenceContext,
  LogEvidence,
  ProvenanceEvidence,
} from './provenance/evidence.ts'
export { LogEntry, logEntryBytes } from './provenance/log-entry.ts'
export { formatLogProof, type LogProof, parseLogProof, verifyLogProof } from './provenance/log-proof.ts'
export { createLog, type LogOptions, type LogTree } from './provenance/log-tree.ts'
export { type LogHasher, leafHash } from './provenance/merkle.ts'
export { formatNoteKey, type Note, type NoteKey, parseNote, parseNoteKey } from './provenance/note.ts'
export {
  ProvenanceStatement,
  SignedStatement,
  STATEMENT_VERSION,
  signStatement,
  statementHash,
  statementMessage,
} from './provenance/statement.ts'
export { entryBundle, formatTilePath, parseTilePath, type TileName, tile } from './provenance/tiles.ts'
export { verifyConsistency, verifyInclusion } from './provenance/verify.ts'
export { checkRecipe, parseRecipe } from './recipe/check.ts'
export { createRecipe, type RecipeChoice } from './recipe/create.ts'
export { Mask, Place } from './recipe/fields.ts'
export {
  FrameLayer,
  frameStyles,
  GradientLayer,
  MAX_PATH_POINTS,
  TextPath,
  WatermarkLayer,
} from './recipe/layers.ts'
export {
  type Layer,
  limits,
  type PatternLayer,
  type Recipe,
  recipeSchema,
  TextLayer,
} from './recipe/schema.ts'
export {
  type PixelOptions,
  type PixelRendering,
  type Renderer,
  type RendererSettings,
  type RenderFormat,
  type Rendering,
  type RenderOptions,
  renderFormats,
} from './render/renderer.ts'
export { describeRecipe } from './render/svg-document.ts'
export {
  type FindFontFile,
  type FontFile,
  fontFileName,
  isFontFileName,
  MAX_FONT_FILE_BYTES,
} from './text/font-file.ts'
export type { FontDescription, FontEmbedding } from './text/font-names.ts'
export { type FontFace, fonts } from './text/fonts.ts'
