import { useToast } from '@demiurge/design'
import { FileInput } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
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

/** Takes files that are dropped anywhere on the page, and says so while one is held over it. */
export function DropTarget(): ReactNode {
  const open = useOpenFile()
  const [over, setOver] = useState(false)
  const latest = useRef(open)
  useEffect(() => {
    latest.current = open
  })
  useEffect(() => listenForFiles(setOver, (file) => latest.current(file)), [])
  if (!over) return null
  return (
    <div className="c-drop" role="status">
      <FileInput aria-hidden />
      <p>Drop a picture made here, or a recipe, to open it</p>
    </div>
  )
}

/** Listens on the whole page; returns how to stop. */
function listenForFiles(onOver: (over: boolean) => void, onFile: (file: File) => void): () => void {
  const listening = new AbortController()
  // Enter and leave come for every element below; the count says when the pointer left the page.
  let depth = 0
  const move = (event: DragEvent, change: 1 | -1): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    depth += change
    onOver(depth > 0)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    depth = 0
    onOver(false)
    const file = event.dataTransfer?.files[0]
    if (file !== undefined) onFile(file)
  }
  const { signal } = listening
  addEventListener('dragenter', (event) => move(event, 1), { signal })
  addEventListener('dragleave', (event) => move(event, -1), { signal })
  addEventListener('dragover', (event) => event.preventDefault(), { signal })
  addEventListener('drop', drop, { signal })
  return () => listening.abort()
}
