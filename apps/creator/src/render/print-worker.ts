/** The print worker: renders finished files on workers of its own. @module */
import { createRenderer } from '@demiurge/art/web'
import { serveDesk } from '@demiurge/design/desk'
import { findFont } from '../fonts/kept-fonts.ts'
import type { PrintTasks } from './print-tasks.ts'

serveDesk<PrintTasks>({
  render: async ({ recipe, format }, { signal, progress }) => {
    const renderer = createRenderer({ findFont })
    try {
      return await renderer.render(recipe, { format, signal, onProgress: progress })
    } finally {
      // A print may have taken a gigabyte; its workers give it back.
      await renderer.close()
    }
  },
})
