/** The variable parts of a path by name. */
export type PathParams = Readonly<Record<string, string>>

/** The parts of `path` that `pattern` names (`/items/:id`), or undefined when it does not fit. A slash at the end does not matter. */
export function matchPath(pattern: string, path: string): PathParams | undefined {
  const wanted = partsOf(pattern)
  const found = partsOf(path)
  if (wanted.length !== found.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = found[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = value
    else if (part !== value) return undefined
  }
  return params
}

function partsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
}

/** A path that is not well encoded stays as it is: it will simply not be found. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
