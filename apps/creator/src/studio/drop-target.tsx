import { useToast } from '@demiurge/design'
import { FileInput } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { openRecipe, recipeInFile } from './actions.ts'
import { useStudio } from './use-studio.ts'

/** Opens the recipe in a file and tells how it went. */
export function useOpenFile(): (file: File) => void {
  const studio = useStudio()
  const toast = useToast()
  return (file) => {
    recipeInFile(file).then(
      (recipe) => {
        openRecipe(studio, recipe)
        toast({ title: 'Recipe opened', text: `${file.name}. Undo brings your work back.`, tone: 'ok' })
      },
      (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        toast({ title: 'This file could not be opened', text, tone: 'danger' })
      },
    )
  }
}

/** Takes files that are dropped anywhere on the page. */
export function DropTarget({ children }: { readonly children: ReactNode }): ReactNode {
  const open = useOpenFile()
  const [over, setOver] = useState(false)
  // Enter and leave come for every element below; the count says when the pointer left the page.
  const depth = useRef(0)
  const enter = (event: DragEvent, change: 1 | -1): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    depth.current += change
    setOver(depth.current > 0)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    depth.current = 0
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file !== undefined) open(file)
  }
  return (
    <div
      role="presentation"
      className="c-frame"
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      {children}
      {over && (
        <div className="c-drop" role="status">
          <FileInput aria-hidden />
          <p>Drop a picture made here, or a recipe, to open it</p>
        </div>
      )}
    </div>
  )
}
