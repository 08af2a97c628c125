import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 16_384

/** The last lines of a log file, oldest first; none when there is no file. */
export function lastLines(path: string, count: number): readonly string[] {
  if (!existsSync(path)) return []
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const start = Math.max(0, size - TAIL_BYTES)
    const lines = readFrom(file, start, size).split('\n')
    // What the window begins with is most likely the end of a longer line.
    return lines
      .slice(start === 0 ? 0 : 1)
      .filter((line) => line !== '')
      .slice(-count)
  } finally {
    closeSync(file)
  }
}

/** Whole lines that were written to a file after `offset` bytes, and the offset behind the last of them. */
export function linesAfter(
  path: string,
  offset: number,
): { readonly lines: readonly string[]; readonly offset: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const text = size > offset ? readFrom(file, offset, size) : ''
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const lines = whole.split('\n').filter((line) => line !== '')
    return { lines, offset: offset + Buffer.byteLength(whole) }
  } finally {
    closeSync(file)
  }
}

function readFrom(file: number, start: number, end: number): string {
  const buffer = Buffer.alloc(end - start)
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, start))
}
