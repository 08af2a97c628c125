/**
 * Where unpredictable bytes come from: returns `length` fresh bytes from a cryptographically secure generator. Pure code never
 * reaches for one; it is always passed in (`randomBytes` of the native door, or `crypto.getRandomValues` in a browser).
 */
export type RandomSource = (length: number) => Uint8Array
