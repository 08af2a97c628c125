import { CircleAlert, Eye } from 'lucide-react'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../actions/button.tsx'
import { CopyButton } from '../data/copy-button.tsx'
import { Field, Input } from '../form/field.tsx'
import { BackButton } from './back-button.tsx'

/** The words, once; covered until the person is ready to look. */
export function ShowWords({
  words,
  onBack,
  onNext,
}: {
  readonly words: string
  readonly onBack: () => void
  readonly onNext: () => void
}): ReactNode {
  const [shown, setShown] = useState(false)
  return (
    <>
      <div className="d-panel-body">
        <BackButton onBack={onBack} />
        <header className="d-panel-head">
          <h2>Your 24 words</h2>
          <p>
            Write them on paper, in this order. Whoever has them has your works; without them nobody can help
            you.
          </p>
        </header>
        <div className="d-words" data-shown={shown || undefined}>
          <ol aria-hidden={!shown}>
            {words.split(' ').map((word, index) => (
              // The place of a word is what it is.
              <li key={`word-${String(index)}`}>{shown ? word : '······'}</li>
            ))}
          </ol>
          {!shown && (
            <Button kind="primary" onClick={() => setShown(true)}>
              <Eye aria-hidden />
              Show the words
            </Button>
          )}
        </div>
        {shown && (
          <div className="d-copy-words">
            <CopyButton text={words} label="Copy the words">
              Copy
            </CopyButton>
            <p className="d-quiet">
              Only to move them into a password manager; other programs can read what you copy.
            </p>
          </div>
        )}
      </div>
      <footer className="d-panel-foot">
        <Button kind="primary" size="large" disabled={!shown} onClick={onNext}>
          I have written them down
        </Button>
      </footer>
    </>
  )
}

/** Asks two of the words back. */
export function ConfirmWords({
  words,
  error,
  onBack,
  onConfirmed,
}: {
  readonly words: string
  readonly error: Error | undefined
  readonly onBack: () => void
  readonly onConfirmed: () => void
}): ReactNode {
  const list = words.split(' ')
  const [places] = useState(() => twoPlaces(list.length))
  const [given, setGiven] = useState<readonly string[]>(['', ''])
  const [tried, setTried] = useState(false)
  const right = (index: number): boolean => given[index]?.trim().toLowerCase() === list[places[index] ?? 0]
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    setTried(true)
    if (places.every((_, index) => right(index))) onConfirmed()
  }
  return (
    <form className="d-panel-form" onSubmit={submit} noValidate>
      <div className="d-panel-body">
        <BackButton onBack={onBack} />
        <header className="d-panel-head">
          <h2>Two of them back</h2>
          <p>So that we both know that they are on your paper.</p>
        </header>
        {places.map((place, index) => (
          <Field
            key={place}
            label={`Word ${place + 1}`}
            error={
              tried && !right(index) ? `This is not word ${place + 1}. Look at your paper again.` : undefined
            }
          >
            <Input
              value={given[index] ?? ''}
              autoCapitalize="none"
              spellCheck={false}
              onChange={({ target }) => setGiven(given.with(index, target.value))}
            />
          </Field>
        ))}
        {error !== undefined && (
          <p className="d-field-error" role="alert">
            <CircleAlert aria-hidden />
            {error.message}
          </p>
        )}
      </div>
      <footer className="d-panel-foot">
        <Button type="submit" kind="primary" size="large">
          Encrypt and finish
        </Button>
      </footer>
    </form>
  )
}

/** Two different places, in order, that nobody can foresee. */
function twoPlaces(count: number): readonly number[] {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2))
  const first = a % count
  const second = (first + 1 + (b % (count - 1))) % count
  return [first, second].sort((x, y) => x - y)
}
