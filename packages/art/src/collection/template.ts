/** @module Templates of names, descriptions and URIs: `{edition}`, `{cid}`, `{sha256}` and `{Layer}` stand for a piece's own. */
import { CollectionError } from './error.ts'

/** Throws CollectionError `collection.definition` for a template with a placeholder that does not exist. */
export function checkTemplate(template: string, known: readonly string[], field: string): void {
  for (const [, name = ''] of template.matchAll(/\{([^{}]*)\}/g))
    if (!known.includes(name))
      throw new CollectionError(
        'collection.definition',
        `${field}: nothing is called {${name}}; there are ${known.map((each) => `{${each}}`).join(', ')}`,
        { field },
      )
}

/** The template with its placeholders filled in. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  )
}
