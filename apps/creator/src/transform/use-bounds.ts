import { ArtError, checkRecipe, type Renderer, type TextLayer } from '@demiurge/art'
import { createRenderer } from '@demiurge/art/web'
import { useEffect, useRef, useState } from 'react'
import type { Artwork } from '../artwork/artwork.ts'
import { findFont } from '../fonts/kept-fonts.ts'
import { useFonts } from '../fonts/use-fonts.ts'
import type { Box } from './geometry.ts'

/** What decides a text's box round its anchor: neither its colours nor where it lies. */
function keyOf({ text, font, size, align, letterSpacing, outline, path }: TextLayer, sheet: string): string {
  return JSON.stringify([sheet, text, font, size, align, letterSpacing, outline, path])
}

/**
 * The boxes of the text layers round their anchors, before they are turned, by the layers' ids; measured beside the
 * preview and remembered. While a new one is measured the last one stays, so that a drag keeps what it holds.
 */
export function useBounds(artwork: Artwork): ReadonlyMap<number, Box> {
  const renderer = useRef<Renderer>(undefined)
  const known = useRef(new Map<string, Box | undefined>())
  const last = useRef<ReadonlyMap<number, Box>>(new Map())
  const [, setRound] = useState(0)
  // A font that comes or goes changes what can be measured.
  const kept = useFonts()?.map(({ name }) => name)
  const sheet = `${artwork.width} ${artwork.height} ${kept?.join()}`
  const texts = artwork.layers.flatMap(({ id, hidden, layer }) =>
    layer.kind === 'text' && !hidden ? [{ id, layer, key: keyOf(layer, sheet) }] : [],
  )
  const missing = texts.filter(({ key }) => !known.current.has(key))
  const wanted = missing.map(({ key }) => key).join()
  useEffect(() => {
    if (wanted === '') return undefined
    let isCurrent = true
    const measure = async (layer: TextLayer, key: string): Promise<void> => {
      renderer.current ??= createRenderer({ threads: 1, findFont })
      const { width, height } = artwork
      const box = await boxOf(renderer.current, layer, { width, height })
      known.current.set(key, box)
      if (isCurrent) setRound((round) => round + 1)
    }
    for (const { layer, key } of missing) measure(layer, key).catch(() => known.current.set(key, undefined))
    return () => {
      isCurrent = false
    }
    // `wanted` names all that is missing.
  }, [wanted])
  useEffect(() => () => void renderer.current?.close(), [])
  const boxes = new Map<number, Box>()
  for (const { id, key } of texts) {
    const box = known.current.has(key) ? known.current.get(key) : last.current.get(id)
    if (box !== undefined) boxes.set(id, box)
  }
  useEffect(() => {
    last.current = boxes
  })
  return boxes
}

async function boxOf(
  renderer: Renderer,
  layer: TextLayer,
  size: { readonly width: number; readonly height: number },
): Promise<Box | undefined> {
  try {
    // In the middle of the picture the anchor is the origin of unit space.
    const upright = { ...layer, x: 0.5, y: 0.5, rotation: undefined, mask: undefined, clip: undefined }
    return await renderer.measureLayer(checkRecipe({ version: 1, ...size, layers: [upright] }), 0)
  } catch (error) {
    // A text that is empty or lacks a letter has no box; the form says what is wrong with it.
    if (error instanceof ArtError) return undefined
    throw error
  }
}
