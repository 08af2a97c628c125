import { ArtError, isFontFileName, type Layer, type PixelRendering, type Recipe } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/web'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type Artwork, recipeOf } from '../artwork/artwork.ts'
import { findFont } from '../fonts/kept-fonts.ts'
import { useFonts } from '../fonts/use-fonts.ts'
import { useGpuChoice } from '../render/gpu-choice.ts'
import { createPreviewer, type Previewer, type PreviewState } from '../render/previewer.ts'

/** The picture is never drawn finer than this on its longer side. */
const MAX_SIDE = 2_048
/** The screen's size is followed in steps, so that dragging a window's edge does not draw at every pixel. */
const SIDE_STEP = 64
const QUICK_THREADS = 1
const MAX_THREADS = 8

/** A preview on a canvas. */
export interface Preview extends PreviewState {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** Whether anything was drawn yet. */
  readonly drawn: boolean
  /** Whether the GPU drew any of what is shown. */
  readonly isByGpu: boolean
  /** The recipe that is shown, when it is valid. */
  readonly recipe: Recipe | undefined
}

/** Draws the artwork whenever it changes; `shownSide` is the longer side on the screen in CSS pixels. */
export function usePreview(artwork: Artwork, shownSide: number): Preview {
  const canvas = useRef<HTMLCanvasElement>(null)
  const previewer = useRef<Previewer>(undefined)
  const [state, setState] = useState<PreviewState>({ drawing: true, share: 0, error: undefined })
  const [drawn, setDrawn] = useState(false)
  const [isByGpu, setByGpu] = useState(false)
  const { isThere, isWanted } = useGpuChoice()
  const gpu = isThere && isWanted
  const { recipe, error } = useMemo(() => tryRecipe(artwork), [artwork])
  const side = sideOf(shownSide)
  const kept = useFonts()
  // A font that comes or goes concerns only who names one.
  const fonts = recipe?.layers.some(hasFontFile) === true ? kept : undefined

  useEffect(() => {
    const quick = createRenderer({ threads: QUICK_THREADS, findFont })
    const fine = createRenderer({
      threads: Math.max(1, Math.min(MAX_THREADS, navigator.hardwareConcurrency)),
      findFont,
    })
    const present = createPreviewer({
      quick,
      fine,
      onState: setState,
      onFrame: (pixels) => {
        if (canvas.current !== null) paint(canvas.current, pixels)
        setDrawn(true)
        setByGpu(pixels.isByGpu)
      },
      later: (action, ms) => {
        const timer = setTimeout(action, ms)
        return () => clearTimeout(timer)
      },
    })
    previewer.current = present
    return () => {
      present.close()
      void quick.close()
      void fine.close()
    }
  }, [])
  useEffect(() => {
    if (error !== undefined) previewer.current?.refuse(error)
    else if (recipe !== undefined && side > 0) previewer.current?.show(recipe, side, gpu)
  }, [recipe, error, side, fonts, gpu])
  return { ...state, canvas, drawn, isByGpu, recipe }
}

function tryRecipe(artwork: Artwork): { readonly recipe?: Recipe; readonly error?: Error } {
  if (artwork.layers.every(({ hidden }) => hidden))
    return { error: new ArtError('recipe.invalid', 'Every layer is hidden. Show one to see the work.') }
  try {
    return { recipe: recipeOf(artwork) }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}

function hasFontFile(layer: Layer): boolean {
  return (layer.kind === 'text' || layer.kind === 'watermark') && isFontFileName(layer.font)
}

function sideOf(shownSide: number): number {
  const pixels = shownSide * Math.min(2, devicePixelRatio)
  return Math.min(MAX_SIDE, Math.ceil(pixels / SIDE_STEP) * SIDE_STEP)
}

function paint(canvas: HTMLCanvasElement, { rgba, width, height }: PixelRendering): void {
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0)
}
