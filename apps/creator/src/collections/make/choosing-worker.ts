/** Chooses the pieces of a collection as the server does, away from the page's own thread. @module */
import { choosePieces, createCatalogue, traitsOf } from '@demiurge/art'
import { serveDesk } from '@demiurge/design/desk'
import type { ChoosingTasks } from './choosing-tasks.ts'

serveDesk<ChoosingTasks>({
  async choose({ folders, definition, count, seed, edition }) {
    const catalogue = createCatalogue(folders, definition)
    const piece = choosePieces({ catalogue, definition, count, seed })[edition - 1]
    return piece?.kind === 'layers' ? { ...traitsOf(catalogue, piece.dna) } : null
  },
})
