/** What went wrong with a collection, stable across releases; callers branch on it, people read the message. */
export type CollectionErrorCode =
  | 'collection.definition'
  | 'collection.layers'
  | 'collection.infeasible'
  | 'collection.memory'
  | 'collection.exists'
  | 'collection.changed'
  | 'collection.damaged'
  | 'collection.stopped'
  | 'collection.failed'

/** An error of the collection engine. `field` is the place in the definition (`$.layers[2].counts`) or the file at fault, if there is one. */
export class CollectionError extends Error {
  override readonly name = 'CollectionError'
  readonly code: CollectionErrorCode
  readonly field: string | undefined

  constructor(
    code: CollectionErrorCode,
    message: string,
    options: { readonly field?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
  }
}
