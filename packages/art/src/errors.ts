/** @module Errors of the art package: coded, with the field at fault where there is one. */

/** What went wrong, stable across releases; callers branch on it, people read the message. */
export type ArtErrorCode =
  | 'recipe.invalid'
  | 'recipe.too-large'
  | 'file.unknown-format'
  | 'file.damaged'
  | 'file.no-recipe'
  | 'font.damaged'
  | 'font.missing'
  | 'font.too-complex'
  | 'font.too-large'
  | 'font.unsupported'
  | 'image.empty'
  | 'text.missing-glyph'
  | 'photonic.text'
  | 'photonic.unreadable'
  | 'render.cancelled'
  | 'render.closed'
  | 'render.failed'
  | 'credentials.bad-key'
  | 'credentials.present'
  | 'credentials.failed'

/** An error of this package. `field` is the path into the recipe (`layers[0].params.rings`), if one is at fault. */
export class ArtError extends Error {
  override readonly name = 'ArtError'
  readonly code: ArtErrorCode
  readonly field: string | undefined

  constructor(code: ArtErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
  }
}
