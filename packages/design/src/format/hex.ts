/** A word or phrase as a label begins: `failed` as `Failed`. */
export function sentenceCase(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Shortens a hash, an address or any long token in the middle: `0x3fa91c…e07b`. Short ones stay whole. */
export function shortenMiddle(value: string, head = 8, tail = 4): string {
  return value.length <= head + tail + 2 ? value : `${value.slice(0, head)}…${value.slice(-tail)}`
}
