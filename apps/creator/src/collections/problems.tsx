import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEditorState } from './sketch/use-editor.tsx'

/** What stands in the way of making the collection and is about a field that begins with `prefix`; nothing when nothing does. */
export function Problems({ prefix }: { readonly prefix: string }): ReactNode {
  const { view } = useEditorState()
  const layers = view.layers.length
  const problems = view.problems.filter(({ field }) => field.startsWith(prefix))
  // An empty collection lacks everything; its view says how to begin.
  if (problems.length === 0 || layers === 0) return null
  return (
    <ul className="k-problems" aria-label="What needs you">
      {problems.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          <CircleAlert aria-hidden />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  )
}
