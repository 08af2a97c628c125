import { createRecipe, type PixelRendering, type Recipe, type Renderer } from '@demiurge/art'
import { expect, test } from 'vitest'
import { createPreviewer, QUICK_SIDE } from '../src/render/previewer.ts'

/** A renderer whose pictures are finished by hand. */
function slowRenderer() {
  const waiting: { recipe: Recipe; finish: () => void; aborted: boolean }[] = []
  const renderPixels: Renderer['renderPixels'] = (recipe, { signal } = {}) =>
    new Promise<PixelRendering>((resolve, reject) => {
      const { width, height } = recipe
      const entry = {
        recipe,
        finish: () => resolve({ rgba: new Uint8ClampedArray(0), width, height, isByGpu: false }),
        aborted: false,
      }
      signal?.addEventListener('abort', () => {
        entry.aborted = true
        reject(new Error('aborted'))
      })
      waiting.push(entry)
    })
  const close = async (): Promise<void> => undefined
  const renderer: Renderer = {
    renderPixels,
    measureLayer: () => Promise.resolve(undefined),
    render: () => Promise.reject(new Error('previews need no files')),
    close,
    [Symbol.asyncDispose]: close,
  }
  return { renderer, waiting }
}

function studio() {
  const quick = slowRenderer()
  const fine = slowRenderer()
  const frames: number[] = []
  const errors: (string | undefined)[] = []
  const rests: (() => void)[] = []
  const previewer = createPreviewer({
    quick: quick.renderer,
    fine: fine.renderer,
    onFrame: ({ width }) => frames.push(width),
    onState: ({ error }) => errors.push(error?.message),
    later: (action) => {
      rests.push(action)
      return () => void rests.splice(rests.indexOf(action), 1)
    },
  })
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 8; i++) await Promise.resolve()
  }
  return { previewer, quick: quick.waiting, fine: fine.waiting, frames, errors, rests, settled }
}

const recipe = createRecipe({ pattern: 'voronoi', size: 512 })

test('a change shows at once in small and, when it rests, in full', async () => {
  const { previewer, quick, fine, frames, rests, settled } = studio()
  previewer.show(recipe, 1_200)
  quick[0]?.finish()
  await settled()
  expect(frames).toEqual([QUICK_SIDE])
  rests[0]?.()
  fine[0]?.finish()
  await settled()
  expect(frames).toEqual([QUICK_SIDE, 1_200])
})

test('while a slider moves, stale fine pictures are cancelled and sketches skip to the newest', async () => {
  const { previewer, quick, fine, frames, rests, settled } = studio()
  previewer.show(recipe, 1_200)
  rests[0]?.()
  for (const seed of [1, 2, 3]) previewer.show(createRecipe({ pattern: 'voronoi', seed, size: 512 }), 1_200)
  expect(fine[0]?.aborted).toBe(true)
  expect(rests).toHaveLength(1)
  quick[0]?.finish()
  await settled()
  expect(quick).toHaveLength(2)
  const [layer] = quick[1]?.recipe.layers ?? []
  expect(layer?.kind === 'pattern' && layer.seed).toBe(3)
  expect(frames).toEqual([QUICK_SIDE])
})

test('a late sketch never covers the fine picture', async () => {
  const { previewer, quick, fine, frames, rests, settled } = studio()
  previewer.show(recipe, 1_200)
  rests[0]?.()
  fine[0]?.finish()
  await settled()
  quick[0]?.finish()
  await settled()
  expect(frames).toEqual([1_200])
})

test('a larger size of the same work keeps the picture until the finer one is there', async () => {
  const { previewer, quick, fine, frames, rests, settled } = studio()
  previewer.show(recipe, 600)
  rests[0]?.()
  quick[0]?.finish()
  fine[0]?.finish()
  await settled()
  previewer.show(recipe, 1_200)
  rests.at(-1)?.()
  fine[1]?.finish()
  await settled()
  expect(quick).toHaveLength(1)
  expect(frames.at(-1)).toBe(1_200)
})

test('what cannot be drawn says why, and the next valid work is drawn', async () => {
  const { previewer, quick, frames, errors, settled } = studio()
  previewer.refuse(new Error('every layer is hidden'))
  expect(errors.at(-1)).toBe('every layer is hidden')
  previewer.show(recipe, 1_200)
  quick[0]?.finish()
  await settled()
  expect(errors.at(-1)).toBeUndefined()
  expect(frames).toEqual([QUICK_SIDE])
})
