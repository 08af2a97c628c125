/** What can be wrong with a key, a tree or a proof; the part before the dot says which. */
export type StateErrorCode =
  | 'state.InvalidKey'
  | 'state.InvalidOption'
  | 'state.ValueTooLarge'
  | 'state.TooManyLeaves'
  | 'state.Uncommitted'
  | 'proof.Contradiction'
  | 'proof.NotCanonical'
  | 'proof.RootMismatch'
  | 'proof.WrongLeaf'
  | 'snapshot.BadOrder'
  | 'snapshot.WrongPlace'

/** A rule of the state tree was broken. `code` is stable; the message is a sentence with the numbers and the way out. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly code: StateErrorCode

  constructor(code: StateErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
