/** The media type of a signing request's file. */
export const REQUEST_TYPE = 'application/x-demiurge-request'

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  [REQUEST_TYPE]: 'request',
}

/** A file name that every system takes: letters, digits and hyphens of the work's name, and the ending of its kind. */
export function fileName(name: string, mediaType: string): string {
  const base = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 64)
  return `${base === '' ? 'artwork' : base}.${EXTENSIONS[mediaType] ?? 'bin'}`
}

/** Hands bytes or text to the browser's downloads. */
export function saveFile(name: string, content: Blob | string): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'application/json' }) : content
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the content once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
