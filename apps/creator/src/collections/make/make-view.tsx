import { collectionLimits } from '@demiurge/art'
import { Button, Field, IconButton, Segmented, Select, useToast } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { Dices, Play } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Problems } from '../problems.tsx'
import { isActive, useJob, useServer } from '../server/use-server.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'
import { TextField } from '../text-field.tsx'
import { JobPanel } from './job-panel.tsx'
import { Preview } from './preview.tsx'
import { anySeed, possibleCount, requestOf, useWishes, type Wishes } from './wishes.ts'

const SIZES = [256, 512, 1024, 2048, 3072, 4096, 8192].map((side) => ({
  value: String(side),
  label: `${side} × ${side} pixels`,
}))
const FORMATS = [
  { value: 'png', label: 'PNG' },
  { value: 'jpeg', label: 'JPEG' },
  { value: 'webp', label: 'WebP' },
] as const

/** A first look at the pieces, and the making of all of them. */
export function MakeView(): ReactNode {
  const { view } = useEditorState()
  const { wishes, wish } = useWishes(view.id)
  return (
    <div className="k-panes k-panes-make">
      <aside className="k-side k-make" aria-label="What is made">
        <header className="k-side-head">
          <h2>Make</h2>
        </header>
        <div className="k-side-body">
          <WishForm wishes={wishes} wish={wish} />
          <Problems prefix="" />
          <JobPanel />
          <MakeButton wishes={wishes} />
        </div>
      </aside>
      <section className="k-centre" aria-label="Preview">
        <Preview wishes={wishes} wish={wish} />
      </section>
    </div>
  )
}

/** What is wrong with the number of pieces: `count` is the last one that could be read. */
function countProblem(count: number, combinations: string, isGood: boolean): string | undefined {
  if (!isGood)
    return `Write a whole number from 1 to ${formatCount(collectionLimits.maxPieces)}; until then it is ${formatCount(count)}.`
  return possibleCount(count, combinations) === count
    ? undefined
    : `Only ${formatCount(BigInt(combinations))} different pieces are possible.`
}

function WishForm({
  wishes,
  wish,
}: {
  readonly wishes: Wishes
  readonly wish: (change: Partial<Wishes>) => void
}): ReactNode {
  const { view } = useEditorState()
  const [isCountGood, setCountGood] = useState(true)
  return (
    <div className="d-stack">
      <Field
        label="Pieces"
        hint={`${formatCount(BigInt(view.combinations))} different ones are possible`}
        error={countProblem(wishes.count, view.combinations, isCountGood)}
      >
        <TextField
          type="number"
          min={1}
          value={String(wishes.count)}
          isGood={(written) => /^[1-9]\d*$/.test(written) && Number(written) <= collectionLimits.maxPieces}
          onJudge={setCountGood}
          onChange={(written) => wish({ count: Number(written) })}
        />
      </Field>
      <Field label="Size">
        <Select
          value={String(wishes.size)}
          options={
            SIZES.some(({ value }) => value === String(wishes.size))
              ? SIZES
              : [...SIZES, { value: String(wishes.size), label: `${wishes.size} pixels` }]
          }
          onChange={(size) => wish({ size: Number(size) })}
        />
      </Field>
      <Segmented
        label="Format"
        value={wishes.format}
        onChange={(format) => wish({ format })}
        options={FORMATS}
      />
      <Field label="Seed" hint="The same layers and the same seed give the same pieces, everywhere.">
        <div className="k-seed">
          <TextField
            aria-label="Seed"
            value={wishes.seed}
            maxLength={64}
            isGood={(seed) => seed.trim() !== ''}
            onChange={(seed) => wish({ seed })}
          />
          <IconButton label="Another seed (R)" kind="secondary" onClick={() => wish({ seed: anySeed() })}>
            <Dices />
          </IconButton>
        </div>
      </Field>
    </div>
  )
}

function MakeButton({ wishes }: { readonly wishes: Wishes }): ReactNode {
  const { api, events } = useServer()
  const editor = useBenchEditor()
  const { view } = useEditorState()
  const { job } = useJob(view)
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const make = async (): Promise<void> => {
    await editor.save()
    events.learn(await api.make(view.id, requestOf(view, wishes)))
    editor.refresh()
  }
  const start = (): void => {
    setBusy(true)
    make()
      .catch((error: unknown) =>
        toast({ title: 'The making did not begin', text: String(Object(error).message), tone: 'danger' }),
      )
      .finally(() => setBusy(false))
  }
  const isReady =
    view.layers.length > 0 &&
    view.problems.length === 0 &&
    possibleCount(wishes.count, view.combinations) === wishes.count
  return (
    <Button
      kind={view.made === undefined ? 'primary' : 'secondary'}
      size="large"
      busy={busy}
      disabled={!isReady || isActive(job)}
      onClick={start}
    >
      <Play aria-hidden />
      {view.made === undefined ? `Make ${formatCount(wishes.count)} pieces` : 'Make again'}
    </Button>
  )
}
