import type { ReactNode, Ref } from 'react'

/**
 * The system's chooser of one file, which shows nothing: a button of the view's own opens it by `ref.current?.click()`. The same file can be
 * chosen twice in a row. `accept` is as HTML has it: media types and endings.
 */
export function FileInput({
  ref,
  label,
  accept,
  onFile,
}: {
  readonly ref: Ref<HTMLInputElement>
  readonly label: string
  readonly accept: string
  readonly onFile: (file: File) => void
}): ReactNode {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      accept={accept}
      aria-label={label}
      onChange={({ target }) => {
        const [file] = target.files ?? []
        // Else choosing it again would be no change.
        target.value = ''
        if (file !== undefined) onFile(file)
      }}
    />
  )
}
