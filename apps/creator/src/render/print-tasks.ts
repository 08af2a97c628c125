import type { Recipe, RenderFormat, Rendering } from '@demiurge/art'
import type { Task } from '@demiurge/design/desk'

/** What the print worker does: it renders the finished file away from the page, however large it is. */
export interface PrintTasks {
  /** Progress 0 to 1. */
  readonly render: Task & {
    readonly input: { readonly recipe: Recipe; readonly format: RenderFormat }
    readonly progress: number
    readonly result: Rendering
  }
}
