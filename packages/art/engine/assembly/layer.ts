/** A decoded layer as spans: runs of pixels that are copied or blended, with everything transparent left out. @module */
import { BLEND, COPY } from './compose.ts'

const SKIP: u32 = 0
/** Runs shorter than this are not worth a span of their own: they are blended with their neighbours, which comes to the same pixels. */
const SHORT: usize = 8

/** Of the last `findSpans`: how many spans there are, and how many pixels they hold. */
let spanCount: i32 = 0
let packedPixels: usize = 0

/** The span that grows; its kind is SKIP while there is none. */
let kind: u32 = SKIP
let start: usize = 0
let end: usize = 0
/** Where spans are written; 0 to count them only. */
let spansAt: usize = 0

/* @inline */ function kindOf(pixel: u32): u32 {
  const alpha = pixel >> 24
  return alpha === 0 ? SKIP : alpha === 255 ? COPY : BLEND
}

function closeSpan(): void {
  if (kind === SKIP) return
  const length = end - start
  if (spansAt !== 0) {
    store<u32>(spansAt, start as u32)
    store<u32>(spansAt, (packedPixels << 2) as u32, 4)
    store<u32>(spansAt, length as u32, 8)
    store<u32>(spansAt, kind, 12)
    spansAt += 16
  }
  spanCount++
  packedPixels += length
  kind = SKIP
}

/** Adds a run of pixels of one kind. */
function addRun(run: u32, from: usize, to: usize): void {
  const isShort = to - from < SHORT
  if (kind === BLEND && (run === BLEND || isShort)) {
    end = to
    return
  }
  if (kind === COPY && run === BLEND && end - start < SHORT) {
    kind = BLEND
    end = to
    return
  }
  closeSpan()
  kind = run
  start = from
  end = to
}

/** Finds the spans of a straight RGBA picture and writes them to `spans`, or only counts them when that is 0. */
export function findSpans(picture: usize, pixels: usize, spans: usize): void {
  spanCount = 0
  packedPixels = 0
  kind = SKIP
  spansAt = spans
  for (let i: usize = 0; i < pixels; ) {
    const from = i
    const run = kindOf(load<u32>(picture + (i << 2)))
    while (i < pixels && kindOf(load<u32>(picture + (i << 2))) === run) i++
    addRun(run, from, i)
  }
  closeSpan()
}

/** Spans of the last `findSpans`. */
export function spansFound(): i32 {
  return spanCount
}

/** Bytes that the pixels of the last `findSpans` take. */
export function packedBytes(): usize {
  return packedPixels << 2
}

/* @inline */ function times(value: u32, alpha: u32): u32 {
  const t = value * alpha + 128
  return (t + (t >> 8)) >> 8
}

/** Multiplies every alpha by `opacity` / 255. */
export function fade(picture: usize, pixels: usize, opacity: u32): void {
  for (const last = picture + (pixels << 2); picture < last; picture += 4)
    store<u8>(picture, times(load<u8>(picture, 3) as u32, opacity) as u8, 3)
}

/** Copies the pixels of the spans to `to`, one after the other, multiplied by their alpha unless `straight`. */
export function packSpans(picture: usize, spans: usize, count: i32, to: usize, straight: bool): void {
  for (let i = 0; i < count; i++) {
    let from = picture + ((load<u32>(spans) as usize) << 2)
    for (let left = load<u32>(spans, 8); left > 0; left--) {
      const pixel = load<u32>(from)
      const alpha = pixel >> 24
      if (straight || alpha === 255) store<u32>(to, pixel)
      else {
        const red = times(pixel & 255, alpha)
        const green = times((pixel >> 8) & 255, alpha)
        store<u32>(to, red | (green << 8) | (times((pixel >> 16) & 255, alpha) << 16) | (alpha << 24))
      }
      from += 4
      to += 4
    }
    spans += 16
  }
}
