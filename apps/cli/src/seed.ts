/** A seed from the command line: a whole number is a number, as in recipes; anything else is a text. */
export function readSeed(text = '0'): number | string {
  return /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : text
}
