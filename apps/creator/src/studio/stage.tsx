import { describeRecipe } from '@demiurge/art'
import { Button, IconButton, Skeleton, Tooltip } from '@demiurge/design'
import { CircleAlert, Dices, Gpu, Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { Artwork } from '../artwork/artwork.ts'
import { useGpuChoice, wantGpu } from '../render/gpu-choice.ts'
import { Handles } from '../transform/handles.tsx'
import { shuffleSeed } from './actions.ts'
import { usePreview } from './use-preview.ts'
import { useStudio, useStudioState } from './use-studio.ts'
import { useHand, usePinch, useSpace, useWheelZoom, ZOOMS } from './use-zoom.ts'

/** Space around the work in CSS pixels. */
const MARGIN = 32
const PHONE_MARGIN = 16

/** Size of the stage on the screen, kept up to date. */
export function useSize(place: RefObject<HTMLElement | null>): {
  readonly width: number
  readonly height: number
} {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    if (place.current === null) return undefined
    const watcher = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [place])
  return size
}

/** The work's size on a stage of that size, in CSS pixels. */
export function fitSize(
  artwork: Artwork,
  stage: { readonly width: number; readonly height: number },
  zoom: number,
): { readonly width: number; readonly height: number } {
  const margin = stage.width < 600 ? PHONE_MARGIN : MARGIN
  const room = { width: stage.width - 2 * margin, height: stage.height - 2 * margin }
  const scale = Math.max(0, Math.min(room.width / artwork.width, room.height / artwork.height)) * zoom
  return { width: Math.round(artwork.width * scale), height: Math.round(artwork.height * scale) }
}

/** The work in the middle of the page. It alone follows the drawing, so that nothing else is made anew with every band. */
export function Stage({
  zoom,
  onZoom,
  onProblem,
}: {
  readonly zoom: number
  readonly onZoom: (zoom: number) => void
  /** Told what keeps the work from being drawn, or that nothing does. */
  readonly onProblem: (problem: Error | undefined) => void
}): ReactNode {
  const artwork = useStudioState(({ history }) => history.present.artwork)
  const place = useRef<HTMLDivElement>(null)
  const size = fitSize(artwork, useSize(place), zoom)
  const { canvas, drawn, drawing, share, error, isByGpu, recipe } = usePreview(
    artwork,
    Math.max(size.width, size.height),
  )
  useEffect(() => onProblem(error), [error, onProblem])
  useWheelZoom(place, zoom, onZoom)
  const panning = useSpace()
  const hand = useHand(place, size.width, panning)
  const pinch = usePinch(zoom, onZoom)
  return (
    <section className="c-stage" aria-label="Preview">
      {/* A zoomed work is wider than its frame: the keyboard must be able to scroll it. */}
      <div
        className="c-stage-scroll"
        ref={place}
        tabIndex={zoom > 1 ? 0 : -1}
        data-zoomed={zoom > 1 || undefined}
        data-panning={panning || undefined}
        {...hand}
        {...pinch}
      >
        <div className="c-work" style={size} data-clear={artwork.background === 'transparent' || undefined}>
          <canvas
            ref={canvas}
            role="img"
            aria-label={recipe === undefined ? 'The artwork' : `Artwork, ${describeRecipe(recipe)}`}
            aria-busy={drawing}
            data-faded={error !== undefined || undefined}
          />
          {!drawn && error === undefined && <Skeleton height="100%" radius={0} />}
          <Handles artwork={artwork} size={size} />
          {drawing && drawn && <span className="c-shimmer" aria-hidden />}
          {error !== undefined && (
            <div className="c-refusal" role="alert">
              <CircleAlert aria-hidden />
              <p>{error.message}</p>
            </div>
          )}
        </div>
      </div>
      <div className="c-drawn" aria-hidden>
        <span style={{ width: `${share * 100}%`, opacity: drawing ? 1 : 0 }} />
      </div>
      <StageTools zoom={zoom} onZoom={onZoom} isByGpu={isByGpu} />
    </section>
  )
}

/** Which of the two drew the preview, where there are two; pressed while the GPU may. Files are always drawn by the CPU. */
function GpuSwitch({ isByGpu }: { readonly isByGpu: boolean }): ReactNode {
  const { isThere, isWanted } = useGpuChoice()
  if (!isThere) return null
  const drawer = isByGpu ? 'GPU' : 'CPU'
  return (
    <Tooltip text={`Drawn by the ${drawer}. Files are always drawn by the CPU.`}>
      <Button
        size="small"
        kind="ghost"
        aria-pressed={isWanted}
        aria-label={`Preview on the GPU (drawn by the ${drawer})`}
        onClick={() => wantGpu(!isWanted)}
      >
        <Gpu aria-hidden />
        {drawer}
      </Button>
    </Tooltip>
  )
}

function StageTools({
  zoom,
  onZoom,
  isByGpu,
}: {
  readonly zoom: number
  readonly onZoom: (zoom: number) => void
  readonly isByGpu: boolean
}): ReactNode {
  const studio = useStudio()
  const at = ZOOMS.findIndex((each) => each >= zoom)
  return (
    <div className="c-tools" role="toolbar" aria-label="Preview tools">
      <Button size="small" kind="ghost" onClick={() => shuffleSeed(studio)}>
        <Dices aria-hidden />
        Surprise me
      </Button>
      <span className="c-rule" />
      <IconButton label="Zoom out" size="small" disabled={at <= 0} onClick={() => onZoom(ZOOMS[at - 1] ?? 1)}>
        <ZoomOut />
      </IconButton>
      <output className="c-zoom d-num" aria-label="Zoom">{`${Math.round(zoom * 100)} %`}</output>
      <IconButton
        label="Zoom in"
        size="small"
        disabled={at === ZOOMS.length - 1}
        onClick={() => onZoom(ZOOMS[at + 1] ?? zoom)}
      >
        <ZoomIn />
      </IconButton>
      <IconButton label="Fit (0)" size="small" disabled={zoom === 1} onClick={() => onZoom(1)}>
        <Maximize />
      </IconButton>
      <GpuSwitch isByGpu={isByGpu} />
    </div>
  )
}
