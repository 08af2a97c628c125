import { Dialog } from '@demiurge/design'
import type { ReactNode } from 'react'
import { atSize } from '../artwork/artwork.ts'
import { Thumbnail } from '../design/pattern-gallery.tsx'
import { openRecipe } from '../studio/actions.ts'
import { useStudio } from '../studio/use-studio.ts'
import { templates } from './templates.ts'

/** Longer side of a template's picture in pixels. */
const SIDE = 320

/** Starting points to choose from. */
export function TemplatesDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}): ReactNode {
  const studio = useStudio()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title="Templates"
      description="A whole work to begin with. Undo brings yours back."
    >
      <ul className="c-templates">
        {templates.map(({ name, title, recipe }) => (
          <li key={name}>
            <button
              type="button"
              className="c-template"
              onClick={() => {
                openRecipe(studio, recipe)
                onOpenChange(false)
              }}
            >
              <Thumbnail pattern={`template ${name}`} recipe={atSize(recipe, SIDE)} />
              {title}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
