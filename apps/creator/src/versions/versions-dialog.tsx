import { Button, Dialog, EmptyState, Field, IconButton, Input, TimeAgo, useToast } from '@demiurge/design'
import { History, Save, Trash2 } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { atSize, recipeOf } from '../artwork/artwork.ts'
import { Thumbnail } from '../design/pattern-gallery.tsx'
import { useStudio } from '../studio/use-studio.ts'
import { dropVersion, keepVersion, loadVersions } from './kept-versions.ts'
import { MAX_NAME, type Version } from './versions.ts'

/** Longer side of a version's picture in pixels. */
const SIDE = 160

/** Named states of the work: keep one, look at them, go back to one. */
export function VersionsDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}): ReactNode {
  const studio = useStudio()
  const toast = useToast()
  const [versions, setVersions] = useState<readonly Version[]>([])
  const [name, setName] = useState('')
  useEffect(() => {
    if (open) setVersions(loadVersions())
  }, [open])
  const attempt = (change: () => readonly Version[]): void => {
    try {
      setVersions(change())
      setName('')
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      toast({ title: 'The version could not be kept', text, tone: 'danger' })
    }
  }
  const keep = (event: FormEvent): void => {
    event.preventDefault()
    const { details } = studio.state().history.present
    attempt(() => keepVersion(name || details.name || 'Untitled', studio.state().history.present))
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title="Versions"
      description="The work is kept on this device as you go. A version is a state of it to come back to."
    >
      <form className="c-keep" onSubmit={keep}>
        <Field label="Name of this version">
          <Input value={name} maxLength={MAX_NAME} onChange={({ target }) => setName(target.value)} />
        </Field>
        <Button type="submit" kind="primary">
          <Save aria-hidden />
          Keep
        </Button>
      </form>
      {versions.length === 0 && <EmptyState icon={<History />} title="No versions yet" />}
      <ul className="c-versions">
        {versions.map((version) => (
          <li key={`${version.at} ${version.name}`}>
            <button
              type="button"
              className="c-version"
              onClick={() => {
                studio.edit(() => version.draft)
                onOpenChange(false)
                toast({ title: `"${version.name}" is back`, text: 'Undo brings your work back.', tone: 'ok' })
              }}
            >
              <VersionPicture version={version} />
              <span className="c-version-name">
                <strong className="d-truncate">{version.name}</strong>
                <TimeAgo timestampMs={Date.parse(version.at)} />
              </span>
            </button>
            <IconButton
              label={`Delete ${version.name}`}
              size="small"
              onClick={() => attempt(() => dropVersion(version))}
            >
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function VersionPicture({ version }: { readonly version: Version }): ReactNode {
  const { artwork } = version.draft
  const shown = { ...artwork, layers: artwork.layers.filter(({ hidden }) => !hidden) }
  const recipe = recipeOf(
    shown.layers.length === 0
      ? { ...artwork, layers: artwork.layers.map((each) => ({ ...each, hidden: false })) }
      : shown,
  )
  return <Thumbnail pattern={`version ${version.at}`} recipe={atSize(recipe, SIDE)} />
}
