import { ArtError, createRecipe, type Renderer } from '@demiurge/art'

/** Small pictures of all patterns, drawn one after the other when they are first asked for, and kept. */
export interface Thumbnails {
  /** The picture's address; undefined until it is drawn. */
  find(pattern: string): string | undefined
  /** Asks for a picture, unless it is there or on its way. */
  want(pattern: string): void
  subscribe(listener: () => void): () => void
}

const SIDE = 192
/** A seed at which every pattern shows what it can. */
const SEED = 7

/** Builds the thumbnails on a renderer of their own, so that a preview never waits for them. */
export function createThumbnails(open: () => Renderer): Thumbnails {
  const drawn = new Map<string, string>()
  const wanted = new Set<string>()
  const listeners = new Set<() => void>()
  let renderer: Renderer | undefined
  let last: Promise<void> = Promise.resolve()

  const draw = async (pattern: string): Promise<void> => {
    renderer ??= open()
    try {
      const { bytes } = await renderer.render(createRecipe({ pattern, seed: SEED, size: SIDE }))
      drawn.set(pattern, URL.createObjectURL(new Blob([bytes], { type: 'image/png' })))
      for (const listener of listeners) listener()
    } catch (error) {
      // Without its picture a pattern can still be chosen by its name; the next look asks again.
      wanted.delete(pattern)
      if (!(error instanceof ArtError)) throw error
    }
  }
  return {
    find: (pattern) => drawn.get(pattern),
    want(pattern) {
      if (wanted.has(pattern)) return
      wanted.add(pattern)
      last = last.then(() => draw(pattern))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
