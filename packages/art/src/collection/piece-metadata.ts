/** @module The metadata document of each piece: a Demiurge document, which OpenSea and every reader of ERC-721 understands. */
import { sha256 } from '@noble/hashes/sha2.js'
import type { LicenceClaim } from '../licences/claim.ts'
import { licenceAddress } from '../licences/work.ts'
import { canonicalJson } from '../metadata/canonical-json.ts'
import { createMetadata } from '../metadata/create.ts'
import type { Rarity, TraitSet } from '../metadata/rarity.ts'
import { formatUuid } from '../metadata/uuid.ts'
import { type Catalogue, NO_TRAIT } from './catalogue.ts'
import type { CollectionDefinition } from './definition.ts'
import { type Piece, traitsOf } from './pieces.ts'
import { checkTemplate, fillTemplate } from './template.ts'

/** What all pieces have in common. */
export interface MetadataContext {
  readonly catalogue: Catalogue
  readonly definition: CollectionDefinition
  /** The collection's name. */
  readonly name: string
  readonly createdAt: string
  readonly mediaType: string
  /** What is stated of the licence; all rights reserved when left out. */
  readonly licence?: LicenceClaim
}

/** A piece and its picture. */
export interface DrawnPiece {
  readonly piece: Piece
  /** As `shownTraits` and `dnaHash` have them. */
  readonly traits: TraitSet
  readonly dna: string
  readonly rarity: Rarity
  /** SHA-256 of the picture in hex, and its IPFS identifier. */
  readonly sha256: string
  readonly cid: string
}

const utf8 = new TextEncoder()
const OWN_NAMES = ['edition', 'cid', 'sha256'] as const

/** Throws CollectionError for a template that names a layer or value that does not exist. */
export function checkTemplates(catalogue: Catalogue, definition: CollectionDefinition): void {
  const layers = catalogue.map(({ name }) => name)
  checkTemplate(definition.pieceName ?? '', ['edition', ...layers], '$.pieceName')
  checkTemplate(definition.pieceDescription ?? '', ['edition', ...layers], '$.pieceDescription')
  checkTemplate(definition.image ?? '', OWN_NAMES, '$.image')
  checkTemplate(definition.externalUrl ?? '', OWN_NAMES, '$.externalUrl')
}

/** The traits that people see: those it has, by layer; a one-of-one has those that its definition gives. */
export function shownTraits(
  { catalogue, definition }: Pick<MetadataContext, 'catalogue' | 'definition'>,
  piece: Piece,
): TraitSet {
  if (piece.kind === 'one-of-one') return definition.oneOfOnes?.[piece.index]?.traits ?? {}
  return Object.fromEntries(
    Object.entries(traitsOf(catalogue, piece.dna)).filter(([, value]) => value !== NO_TRAIT),
  )
}

/** A piece's DNA: SHA-256 of the canonical JSON of its traits, or of its place among the one-of-ones. */
export function dnaHash(catalogue: Catalogue, piece: Piece): string {
  const value = piece.kind === 'layers' ? traitsOf(catalogue, piece.dna) : { 'one-of-one': piece.index }
  return sha256(utf8.encode(canonicalJson(value))).toHex()
}

/** The canonical JSON of a piece's metadata. Throws MetadataError when a template makes something that is not allowed there. */
export function pieceMetadata(context: MetadataContext, drawn: DrawnPiece): string {
  const { catalogue, definition, name, createdAt, mediaType, licence } = context
  const { piece, rarity, traits, dna } = drawn
  const special = piece.kind === 'one-of-one' ? definition.oneOfOnes?.[piece.index] : undefined
  const texts = {
    ...(piece.kind === 'layers' ? traitsOf(catalogue, piece.dna) : {}),
    edition: String(piece.edition),
    cid: drawn.cid,
    sha256: drawn.sha256,
  }
  const { symbol, creator, royaltyBps, externalUrl } = definition
  const address = licence && licenceAddress(licence)
  return canonicalJson(
    createMetadata({
      name: special?.name ?? fillTemplate(definition.pieceName ?? `${name} #{edition}`, texts),
      description: special?.description ?? fillTemplate(definition.pieceDescription ?? '', texts),
      image: fillTemplate(definition.image ?? 'ipfs://{cid}', texts),
      mediaType,
      createdAt,
      uuid: formatUuid(sha256(utf8.encode(`${name}\u0000${piece.edition}\u0000${dna}\u0000${drawn.sha256}`))),
      attributes: Object.entries(traits).map(([trait_type, value]) => ({ trait_type, value })),
      properties: {
        edition: piece.edition,
        dna,
        rarity: { score: Math.round(rarity.score * 1e6) / 1e6, rank: rarity.rank },
        // schema.org's name for it, for readers that know nothing of our claim.
        ...(address === undefined ? {} : { license: address }),
      },
      collection: { name },
      ...(externalUrl === undefined ? {} : { externalUrl: fillTemplate(externalUrl, texts) }),
      ...(symbol === undefined ? {} : { symbol }),
      ...(creator === undefined ? {} : { creator }),
      ...licence,
      ...(royaltyBps === undefined ? {} : { royaltyBps }),
    }),
  )
}
