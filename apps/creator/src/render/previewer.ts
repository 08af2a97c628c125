import { ArtError, type PixelRendering, type Recipe, type Renderer } from '@demiurge/art'
import { atSize } from '../artwork/artwork.ts'

/** How the preview stands. `share` is 0 to 1 of the fine picture. */
export interface PreviewState {
  readonly drawing: boolean
  readonly share: number
  readonly error: Error | undefined
}

/** What a previewer draws with and tells. */
export interface PreviewerOptions {
  /** Draws small pictures at once; its work is not cancelled, so that its workers stay warm. */
  readonly quick: Renderer
  /** Draws the picture in the size of the screen; what is no longer wanted is cancelled. */
  readonly fine: Renderer
  readonly onFrame: (pixels: PixelRendering) => void
  readonly onState: (state: PreviewState) => void
  /** Calls back after some milliseconds; the returned function takes it back. */
  readonly later: (action: () => void, ms: number) => () => void
}

/** Shows one recipe after the other, always ending with the newest in full. */
export interface Previewer {
  /** `gpu` says whether the fine picture may be drawn by the GPU, which looks the same. */
  show(recipe: Recipe, longSide: number, gpu?: boolean): void
  /** Shows that there is nothing to draw, and why. */
  refuse(error: Error): void
  close(): void
}

/** Longer side of the picture that is drawn first: small enough to follow a slider. */
export const QUICK_SIDE = 320
/** How long nobody must have changed anything before the fine picture is begun. */
const REST_MS = 90

/** Builds a previewer: a quick small picture for every change it can follow, and a fine one as soon as the changes rest. */
export function createPreviewer({ quick, fine, onFrame, onState, later }: PreviewerOptions): Previewer {
  let wanted: { readonly recipe: Recipe; readonly longSide: number; readonly gpu: boolean } | undefined
  let finished: typeof wanted
  let sketching = false
  let painting: AbortController | undefined
  let takeBack = (): void => undefined
  let closed = false

  const report = (drawing: boolean, share = 0, error?: Error): void => {
    if (!closed) onState({ drawing, share, error })
  }
  const failed = (reason: unknown): void => {
    if (reason instanceof ArtError && (reason.code === 'render.cancelled' || reason.code === 'render.closed'))
      return
    report(false, 0, reason instanceof Error ? reason : new Error(String(reason)))
  }
  const sketch = async (): Promise<void> => {
    const target = wanted
    if (target === undefined || sketching || closed) return
    sketching = true
    try {
      const frame = await quick.renderPixels(atSize(target.recipe, Math.min(QUICK_SIDE, target.longSide)))
      // The fine picture of what is wanted may have come first.
      if (finished !== wanted && !closed) onFrame(frame)
    } catch (error) {
      if (wanted === target) failed(error)
    } finally {
      sketching = false
      if (wanted !== target) void sketch()
    }
  }
  const paint = async (): Promise<void> => {
    const target = wanted
    if (target === undefined || closed) return
    const controller = new AbortController()
    painting = controller
    try {
      const frame = await fine.renderPixels(atSize(target.recipe, target.longSide), {
        signal: controller.signal,
        gpu: target.gpu,
        onProgress: (share) => painting === controller && report(true, share),
      })
      if (painting !== controller) return
      finished = target
      onFrame(frame)
      report(false, 1)
    } catch (error) {
      if (painting === controller) failed(error)
    }
  }
  const stop = (): void => {
    takeBack()
    painting?.abort()
    painting = undefined
  }
  return {
    show(recipe, longSide, gpu = false) {
      stop()
      wanted = { recipe, longSide, gpu }
      report(true)
      // In another size the picture that is there is better than a sketch.
      if (finished?.recipe !== recipe) void sketch()
      takeBack = later(() => void paint(), REST_MS)
    },
    refuse(error) {
      stop()
      wanted = undefined
      report(false, 0, error)
    },
    close() {
      stop()
      closed = true
    },
  }
}
