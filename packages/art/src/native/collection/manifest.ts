/** @module `manifest.json`, which says what a folder holds and how it came about, and the journal that is kept while it is made. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CollectionDefinition } from '../../collection/definition.ts'
import { CollectionError } from '../../collection/error.ts'
import type { MetadataContext } from '../../collection/piece-metadata.ts'
import { CollectionLicence, type StatedLicence, stateLicence } from '../../licences/stated.ts'
import { type Static, Type } from '../../metadata/schema.ts'
import { schemaProblems } from '../../metadata/schema-problems.ts'
import { JOURNAL_FILE, MANIFEST_FILE, pieceFormats } from './run-files.ts'

const hex = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'a SHA-256 in hex' })
const count = Type.Integer({ minimum: 0, maximum: 2 ** 53, description: 'a whole number' })

/** All that decides the pieces and their files. */
export const RunPlan = Type.Object({
  name: Type.String(),
  definition: Type.Unsafe<CollectionDefinition>({ type: 'object' }),
  /** Pictures by path, SHA-256. */
  files: Type.Record(hex),
  count,
  seed: Type.Unsafe<string | number>({ type: ['string', 'number'] }),
  size: count,
  format: Type.Enum([...pieceFormats]),
  quality: count,
  createdAt: Type.String(),
  /** In place of the one in the definition. */
  licence: Type.Optional(CollectionLicence),
  pins: Type.Record(Type.Record(Type.String())),
  rerolls: Type.Array(count),
})
export type RunPlan = Static<typeof RunPlan>

/** What the pieces of a plan state of their licence; undefined where all rights are reserved. Throws CollectionError as `stateLicence`. */
export function statedLicence({ licence, definition }: RunPlan): StatedLicence | undefined {
  const chosen = licence ?? definition.licence
  return chosen === undefined ? undefined : stateLicence(chosen)
}

/** A finished piece. */
export const ManifestPiece = Type.Object({
  edition: count,
  dna: hex,
  traits: Type.Record(Type.Unsafe<string | number>({ type: ['string', 'number'] })),
  rarity: Type.Object({ score: Type.Number(), rank: count }),
  image: Type.Object({ file: Type.String(), sha256: hex, bytes: count }),
  metadata: Type.Object({ file: Type.String(), sha256: hex, bytes: count }),
  /** SHA-256 of the picture as it was drawn, where content credentials were put into it afterwards. */
  drawn: Type.Optional(hex),
})
export type ManifestPiece = Static<typeof ManifestPiece>

const Manifest = Type.Object({
  version: Type.Literal(1),
  plan: RunPlan,
  /** Undefined while pieces are missing. */
  pieces: Type.Optional(Type.Array(ManifestPiece)),
})
/** The manifest of a collection; without `pieces` it is not finished. */
export type Manifest = Static<typeof Manifest>

/** What the metadata of all pieces of a run have in common. */
export function metadataContext(
  { catalogue, definition }: Pick<MetadataContext, 'catalogue' | 'definition'>,
  plan: RunPlan,
): MetadataContext {
  const licence = statedLicence(plan)
  return {
    ...{
      catalogue,
      definition,
      name: plan.name,
      createdAt: plan.createdAt,
      mediaType: `image/${plan.format}`,
    },
    ...(licence === undefined ? {} : { licence: licence.claim }),
  }
}

/** Reads a folder's manifest; undefined when there is none. Throws CollectionError `collection.damaged`. */
export function readManifest(folder: string): Manifest | undefined {
  const text = readIfThere(join(folder, MANIFEST_FILE))
  if (text === undefined) return undefined
  const damaged = (why: string, cause?: unknown) =>
    new CollectionError('collection.damaged', `${MANIFEST_FILE} in ${folder} cannot be read: ${why}`, {
      field: MANIFEST_FILE,
      ...(cause === undefined ? {} : { cause }),
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged('it is no JSON', cause)
  }
  const [problem] = schemaProblems(Manifest, value)
  const [wrong] =
    problem === undefined ? schemaProblems(CollectionDefinition, (value as Manifest).plan.definition) : []
  const fault = problem ?? wrong
  if (fault !== undefined) throw damaged(`${fault.path} is ${fault.found}; expected is ${fault.expected}`)
  return value as Manifest
}

/** What the journal says of a piece whose picture was written. */
export interface JournalEntry {
  readonly edition: number
  /** What the picture shows: the choices of its DNA. */
  readonly key: string
  /** SHA-256 in hex, and bytes. */
  readonly image: string
  readonly bytes: number
  /** SHA-256 of the picture without its content credentials, where it has some. */
  readonly drawn?: string
}

/** Reads the journal; of lines of one edition the last counts. A line that was cut off, or changed, says nothing. */
export function readJournal(folder: string): ReadonlyMap<number, JournalEntry> {
  const entries = new Map<number, JournalEntry>()
  for (const line of (readIfThere(join(folder, JOURNAL_FILE)) ?? '').split('\n')) {
    const entry = parseEntry(line)
    if (entry !== undefined) entries.set(entry.edition, entry)
  }
  return entries
}

const JournalLine = Type.Object({
  edition: count,
  key: Type.String({ maxLength: 4_096 }),
  image: hex,
  bytes: count,
  drawn: Type.Optional(hex),
})

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return schemaProblems(JournalLine, value).length === 0 ? (value as JournalEntry) : undefined
  } catch {
    // The process was killed while it wrote this line: the piece is drawn again.
    return undefined
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
