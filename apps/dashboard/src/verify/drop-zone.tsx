import { Button } from '@demiurge/design'
import { FileImage, Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'

/** Takes files by drop, by the file dialog, or by paste into the page. */
export function DropZone({
  onFiles,
  hint,
}: {
  readonly onFiles: (files: readonly File[]) => void
  readonly hint: ReactNode
}): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    onFiles([...event.dataTransfer.files])
  }
  return (
    // The button inside does the same by keyboard; the area only widens the target for the pointer.
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target has no role of its own
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileImage aria-hidden />
      <p className="drop-title">Drop a file here</p>
      <p className="d-quiet">{hint}</p>
      <Button kind="primary" onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="File to verify"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same file can be chosen again after it changed.
          target.value = ''
        }}
      />
    </div>
  )
}
