import { Button, Field, FileInput, TextArea, useToast } from '@demiurge/design'
import { formatBytes, formatCount } from '@demiurge/design/format'
import { FileUp, X } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef } from 'react'
import type { ListSummary } from './draft-problems.ts'

/** Longer lists are told of and not shown: a field of a megabyte would stop the page at every key. */
const SHOWN_CHARACTERS = 100_000
/** A hundred thousand accounts with room for names of columns. */
const MAX_BYTES = 16_000_000
const SHOWN_PROBLEMS = 4

/** The accounts that may claim: pasted, typed, or out of a file that is chosen or dropped. */
export function ListField({
  list,
  summary,
  error,
  onChange,
  onSettle,
}: {
  readonly list: string
  readonly summary: ListSummary | undefined
  readonly error: string | undefined
  readonly onChange: (list: string) => void
  readonly onSettle: () => void
}): ReactNode {
  const toast = useToast()
  const input = useRef<HTMLInputElement>(null)
  const take = (file: File | undefined): void => {
    if (file === undefined) return
    if (file.size > MAX_BYTES) {
      const text = `${file.name} has ${formatBytes(file.size)}, a list at most ${formatBytes(MAX_BYTES)}.`
      toast({ title: 'The file is too large', text, tone: 'danger' })
      return
    }
    file
      .text()
      .then(onChange, (reason: unknown) =>
        toast({ title: 'The file could not be read', text: String(reason), tone: 'danger' }),
      )
  }
  const drop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    take(event.dataTransfer.files[0])
  }
  return (
    <section
      className="k-list-field"
      aria-label="Allow list"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <Field label="Accounts" error={error} hint={hintOf(list, summary)}>
        {list.length > SHOWN_CHARACTERS ? (
          <p className="k-list-long">
            A list of {formatBytes(list.length)}: too long to be shown here, and taken whole.
          </p>
        ) : (
          <TextArea
            rows={4}
            spellCheck={false}
            className="d-mono"
            value={list}
            placeholder={'dem1…, 2\ndem1…'}
            onChange={({ target }) => onChange(target.value)}
            onBlur={onSettle}
          />
        )}
      </Field>
      {summary !== undefined && summary.problems.length > 1 && (
        <ul className="k-list-problems" aria-label="Mistakes in the list">
          {summary.problems.slice(1, 1 + SHOWN_PROBLEMS).map(({ place, message }) => (
            <li key={place}>{`${place}: ${message}`}</li>
          ))}
          {summary.problems.length > 1 + SHOWN_PROBLEMS && (
            <li>{`and ${summary.problems.length - 1 - SHOWN_PROBLEMS} more`}</li>
          )}
        </ul>
      )}
      <div className="d-row d-wrap">
        <Button size="small" onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          From a file
        </Button>
        {list !== '' && (
          <Button size="small" kind="ghost" onClick={() => onChange('')}>
            <X aria-hidden />
            Empty the list
          </Button>
        )}
        <FileInput
          ref={input}
          label="A file of accounts"
          accept=".csv,.txt,.tsv,.json,text/plain,text/csv,application/json"
          onFile={take}
        />
      </div>
    </section>
  )
}

function hintOf(list: string, summary: ListSummary | undefined): string {
  if (list.trim() === '')
    return 'An account a line, its allowance behind a comma (1 when left out); CSV and JSON too. Everybody can read it.'
  if (summary === undefined) return 'Looking through it…'
  const { accounts, pieces } = summary
  return `${formatCount(accounts)} ${accounts === 1 ? 'account' : 'accounts'} may claim ${formatCount(pieces)} ${pieces === 1 ? 'piece' : 'pieces'} together. Everybody can read it.`
}
