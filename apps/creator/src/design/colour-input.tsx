import { useField } from '@demiurge/design'
import { type ReactNode, useState } from 'react'

const COLOUR = /^#?([0-9a-f]{6})$/i

/** One colour: the browser's picker, and its hex beside it for those who know it. */
export function ColourInput({
  value,
  onChange,
  label,
}: {
  /** `#rrggbb` in lower case. */
  readonly value: string
  readonly onChange: (value: string) => void
  /** Names it where no Field does. */
  readonly label?: string
}): ReactNode {
  const field = useField()
  const [written, setWritten] = useState<string>()
  const write = (text: string): void => {
    setWritten(text)
    const match = COLOUR.exec(text.trim())
    if (match !== null) onChange(`#${match[1]?.toLowerCase()}`)
  }
  return (
    <span className="c-colour">
      <input
        type="color"
        value={value}
        aria-label={label === undefined ? 'Pick the colour' : `Pick ${label.toLowerCase()}`}
        onChange={({ target }) => onChange(target.value.toLowerCase())}
      />
      <input
        className="d-input d-mono"
        value={written ?? value}
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        {...field}
        onChange={({ target }) => write(target.value)}
        onBlur={() => setWritten(undefined)}
      />
    </span>
  )
}
