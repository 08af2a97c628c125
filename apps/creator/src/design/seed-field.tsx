import { Field, IconButton, Input } from '@demiurge/design'
import { ChevronLeft, ChevronRight, Dices } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { changeLayer, nextSeed, parseSeed } from '../artwork/edit.ts'
import { editActive } from '../studio/actions.ts'
import { randomSeed } from '../studio/kept-draft.ts'
import { useActivePattern, useStudio } from '../studio/use-studio.ts'

/** The seed: a number or a word that decides every accident of the pattern. */
export function SeedField(): ReactNode {
  const studio = useStudio()
  const current = useActivePattern(({ layer }) => layer.seed)
  const [written, setWritten] = useState<string>()
  if (current === undefined) return null
  const change = (seed: number | string, tag?: string): void => {
    setWritten(undefined)
    editActive(studio, (artwork, id) => changeLayer(artwork, id, { seed }), tag)
  }
  const write = (text: string): void => {
    const seed = parseSeed(text)
    if (seed !== undefined) change(seed, 'seed')
    setWritten(text)
  }
  const invalid = written !== undefined && parseSeed(written) === undefined
  return (
    <Field label="Seed" error={invalid ? 'Write 1 to 64 characters.' : undefined}>
      <div className="c-seed">
        <IconButton label="Previous seed" kind="secondary" onClick={() => change(nextSeed(current, -1))}>
          <ChevronLeft />
        </IconButton>
        <Input
          className="d-mono"
          value={written ?? String(current)}
          title="A number or a word. The same seed draws the same work."
          spellCheck={false}
          onChange={({ target }) => write(target.value)}
          onBlur={() => {
            setWritten(undefined)
            studio.settle()
          }}
        />
        <IconButton label="Next seed" kind="secondary" onClick={() => change(nextSeed(current, 1))}>
          <ChevronRight />
        </IconButton>
        <IconButton label="Random seed (R)" kind="secondary" onClick={() => change(randomSeed())}>
          <Dices />
        </IconButton>
      </div>
    </Field>
  )
}
