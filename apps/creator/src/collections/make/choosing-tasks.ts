import type { CollectionDefinition } from '@demiurge/art'
import type { TaskOf } from '@demiurge/design/desk'

/** A trait of each layer by the layer's name. */
export type Traits = Record<string, string>

/** What the choosing worker does. */
export interface ChoosingTasks {
  /** The traits of an edition; null for a one-of-one. */
  readonly choose: TaskOf<
    {
      readonly folders: readonly { readonly folder: string; readonly files: readonly string[] }[]
      readonly definition: CollectionDefinition
      readonly count: number
      readonly seed: string
      readonly edition: number
    },
    Traits | null
  >
}
