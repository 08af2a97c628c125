import { MetadataError, type MetadataProblem } from './error.ts'
import { schemaProblems, show } from './schema-problems.ts'
import { type MetadataKind, type MetadataOf, metadataSchemas, type OpenSeaAttribute } from './schemas.ts'

/**
 * Reads an unknown value as a metadata document of a kind (`demiurge`, `erc721`, `erc1155`, `metaplex`) and returns it typed.
 * Throws MetadataError `metadata.Invalid` that lists every problem: its JSON path, what is there and what to write instead.
 */
export function checkMetadata<K extends MetadataKind>(kind: K, value: unknown): MetadataOf<K> {
  const problems = findMetadataProblems(kind, value)
  if (problems.length > 0) throw new MetadataError('metadata.Invalid', problems)
  // Every member was held against the schema that the type is derived from.
  return value as MetadataOf<K>
}

/** The same check as a list, empty when the document is valid: what a form shows next to its fields. */
export function findMetadataProblems(kind: MetadataKind, value: unknown): readonly MetadataProblem[] {
  const problems = schemaProblems(metadataSchemas[kind], value)
  // Rules between members only make sense once each member is what it should be.
  if (problems.length > 0 || kind === 'metaplex') return problems
  const attributes = (value as MetadataOf<'erc721'>).attributes ?? []
  return attributes.flatMap((attribute, i) => attributeProblems(attribute, `$.attributes[${i}]`))
}

/** OpenSea metadata standards, "attributes": a display type asks for a number, a date for whole Unix seconds, and a value stays under its maximum. */
function attributeProblems(attribute: OpenSeaAttribute, path: string): MetadataProblem[] {
  const { display_type: display, max_value: maximum, value } = attribute
  if (display !== undefined && typeof value !== 'number')
    return [
      { path: `${path}.value`, found: show(value), expected: `a number, because display_type is ${display}` },
    ]
  if (display === 'date' && (!Number.isInteger(value) || Number(value) < 0))
    return [{ path: `${path}.value`, found: show(value), expected: 'a date in whole seconds since 1970' }]
  if (maximum !== undefined && (typeof value !== 'number' || value > maximum))
    return [
      { path: `${path}.value`, found: show(value), expected: `a number of at most max_value ${maximum}` },
    ]
  return []
}
