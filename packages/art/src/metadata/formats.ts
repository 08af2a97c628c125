/** The longest `data:` URI that metadata may carry, in characters: larger files belong in storage, with their hash on chain. */
export const MAX_DATA_URI = 131_072
const MAX_URI = 2_048

/** Whether a text is a UUID of version 4 (random) or 7 (time-ordered), in lower case (RFC 9562 4, 5.4, 5.7). */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text)
}

const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Whether a text is an RFC 3339 date-time with upper-case T and Z, on a day that exists. A leap second is not accepted. */
export function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text)
  if (match === null) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  )
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

// RFC 3986 2: the characters a URI may hold; '%' only before two hex digits.
const URI_CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/

/** Each scheme that may appear in metadata, and the form of what follows it. User names and passwords are refused: they deceive. */
const SCHEMES: Readonly<Record<string, RegExp>> = {
  // RFC 9110 4.2.2 without user information.
  https:
    /^\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#].*)?$/,
  // CIDv0 (base58, 46 characters) or CIDv1 in base32 or base36.
  ipfs: /^\/\/(?:Qm[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{58,110}|k[0-9a-z]{50,110})(?:[/?#].*)?$/,
  // An Arweave transaction id: 32 bytes in base64url.
  ar: /^\/\/[A-Za-z0-9_-]{43}(?:[/?#].*)?$/,
  demiurge: /^\/\/[a-z0-9][a-z0-9-]{0,62}(?:\/[A-Za-z0-9._~-]+)+(?:[?#].*)?$/,
}

/** Whether a text is a URI that metadata may point to: https, ipfs, ar, demiurge, or data within its size limit. */
export function isMetadataUri(text: string): boolean {
  if (text.startsWith('data:')) return isDataUri(text)
  const colon = text.indexOf(':')
  const scheme = text.slice(0, colon)
  const form = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined
  return (
    form !== undefined &&
    text.length <= MAX_URI &&
    URI_CHARACTERS.test(text) &&
    form.test(text.slice(colon + 1))
  )
}

/** Whether a text is a media type without parameters, in lower case (RFC 6838 4.2), at most 127 characters. */
export function isMediaType(text: string): boolean {
  return text.length <= 127 && MEDIA_TYPE.test(text)
}

/** The media type that a `data:` URI states (RFC 2397), or undefined when there is none. */
export function dataUriMediaType(text: string): string | undefined {
  return /^data:([^;,]+)[;,]/.exec(text)?.[1]
}

function isDataUri(text: string): boolean {
  if (text.length > MAX_DATA_URI) return false
  const comma = text.indexOf(',')
  const [mediaType = '', ...parameters] = text.slice('data:'.length, comma).split(';')
  if (comma < 0 || !isMediaType(mediaType)) return false
  const body = text.slice(comma + 1)
  const isBase64 = parameters.at(-1) === 'base64'
  const named = isBase64 ? parameters.slice(0, -1) : parameters
  if (!named.every((parameter) => /^[a-z0-9-]+=[A-Za-z0-9._-]+$/.test(parameter))) return false
  return isBase64 ? body.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(body) : URI_CHARACTERS.test(body)
}
