import { ArtError, createRecipe, type Recipe, type Renderer } from '@demiurge/art'

/** Small pictures of patterns and recipes, drawn one after the other when they are first asked for, and kept. */
export interface Thumbnails {
  /** The picture's address; undefined until it is drawn. */
  find(key: string): string | undefined
  /** Asks for a picture, unless it is there or on its way: of a pattern by its name, of a recipe by any other key. */
  want(key: string, recipe?: Recipe): void
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
  /** What is waited for; the newest comes first, because that is what the person looks at. */
  const waiting: { readonly key: string; readonly recipe: Recipe | undefined }[] = []
  let isDrawing = false

  const draw = async (key: string, recipe: Recipe | undefined): Promise<void> => {
    renderer ??= open()
    try {
      const { bytes } = await renderer.render(
        recipe ?? createRecipe({ pattern: key, seed: SEED, size: SIDE }),
      )
      drawn.set(key, URL.createObjectURL(new Blob([bytes], { type: 'image/png' })))
      for (const listener of listeners) listener()
    } catch (error) {
      // Without its picture a pattern can still be chosen by its name; the next look asks again.
      wanted.delete(key)
      if (!(error instanceof ArtError)) throw error
    }
  }
  const drawAll = async (): Promise<void> => {
    isDrawing = true
    try {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await draw(next.key, next.recipe)
    } finally {
      isDrawing = false
    }
  }
  return {
    find: (key) => drawn.get(key),
    want(key, recipe) {
      if (wanted.has(key)) return
      wanted.add(key)
      waiting.push({ key, recipe })
      if (!isDrawing) void drawAll()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
