/** A trait of a work as its metadata write it. */
export interface MetadataTrait {
  readonly name: string
  readonly value: string
}

/** The traits in metadata of the OpenSea form; empty when it is not JSON or of another form. What it holds is anybody's text. */
export function traitsOf(metadata: string): readonly MetadataTrait[] {
  const { attributes } = Object(parseMetadata(metadata))
  if (!Array.isArray(attributes)) return []
  return attributes.flatMap((each: unknown) => {
    const { trait_type: name, value } = Object(each)
    const shown = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    return typeof shown === 'string' ? [{ name: typeof name === 'string' ? name : '', value: shown }] : []
  })
}

/** Metadata with a line for each member; as they are when they are not JSON. */
export function formatMetadata(metadata: string): string {
  const json = parseMetadata(metadata)
  return json === undefined ? metadata : JSON.stringify(json, null, 2)
}

/** Metadata as JSON; undefined when it is none. */
export function parseMetadata(metadata: string): unknown {
  try {
    return JSON.parse(metadata)
  } catch {
    return undefined
  }
}
