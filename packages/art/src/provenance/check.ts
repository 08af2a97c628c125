/** One thing that was checked: whether it holds, and why, in a sentence for people. */
export type Check<Name extends string = string> = {
  readonly name: Name
  readonly ok: boolean
  readonly detail: string
}

/** Makes a check. Whatever the bytes under test make a reader throw means that they do not hold: its message is the reason. */
export function attempt<Name extends string>(
  name: Name,
  check: () => { readonly ok: boolean; readonly detail: string },
): Check<Name> {
  try {
    return { name, ...check() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
