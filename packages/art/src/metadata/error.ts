/** One thing that is wrong in a document: where (a JSON path such as `$.attributes[2].value`), what is there, what belongs there. */
export type MetadataProblem = { readonly path: string; readonly found: string; readonly expected: string }

/** What kind of fault a MetadataError reports. */
export type MetadataErrorCode =
  | 'metadata.Invalid'
  | 'metadata.NotJson'
  | 'metadata.NotCanonical'
  | 'metadata.TooLarge'
  | 'metadata.NoMediaType'

/** A metadata document breaks its standard. `problems` holds every fault; the message has one line for each. */
export class MetadataError extends Error {
  override readonly name = 'MetadataError'
  readonly code: MetadataErrorCode
  readonly problems: readonly MetadataProblem[]

  constructor(code: MetadataErrorCode, problems: readonly MetadataProblem[], options?: ErrorOptions) {
    super(
      problems.map(({ path, found, expected }) => `${path} is ${found}; write ${expected}`).join('\n'),
      options,
    )
    this.code = code
    this.problems = problems
  }
}
