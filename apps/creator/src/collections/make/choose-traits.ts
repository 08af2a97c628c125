import { createDesk } from '@demiurge/design/desk'
import { layersOf, type Sketch, splitPath } from '../sketch/sketch.ts'
import type { ChoosingTasks, Traits } from './choosing-tasks.ts'
import type { Wishes } from './wishes.ts'

/** The worker that chooses pieces as the server does; it is started when the first is asked for. */
const desk = createDesk<ChoosingTasks>(
  () => new Worker(new URL('./choosing-worker.ts', import.meta.url), { type: 'module' }),
)

/** The traits of one piece, by layer; undefined for a one-of-one. Rejects with DeskError when the pieces cannot be chosen. */
export async function chooseTraits(
  sketch: Sketch,
  { count, seed }: Pick<Wishes, 'count' | 'seed'>,
  edition: number,
): Promise<Traits | undefined> {
  const folders = layersOf(sketch).map(({ folder, pictures }) => ({
    folder,
    files: pictures.map(({ path }) => splitPath(path).file),
  }))
  const found = await desk.ask('choose', { folders, definition: sketch.definition, count, seed, edition })
  return found ?? undefined
}
