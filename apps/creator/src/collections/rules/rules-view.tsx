import { Badge, Button, EmptyState, IconButton, Segmented } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { Ban, CircleAlert, Link2, Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import {
  addRule,
  describeSelector,
  fieldOf,
  type Rule,
  removeRule,
  rulesOf,
  type Selector,
} from '../sketch/rules.ts'
import { useBenchEditor, useEditorState, useLayers } from '../sketch/use-editor.tsx'
import { OneOfOnes } from './one-of-ones.tsx'
import { SelectorPicker } from './selector-picker.tsx'

/** Which traits go together, and pieces that are not drawn from layers at all. */
export function RulesView(): ReactNode {
  const { view, history } = useEditorState()
  const layers = useLayers()
  const rules = rulesOf(history.present.definition)
  return (
    <div className="k-column">
      <section className="k-section" aria-label="Rules">
        <header className="k-section-head">
          <h2>Rules</h2>
          <p className="d-quiet">
            <b className="d-num">{formatCount(BigInt(view.combinations))}</b> different pieces are possible
          </p>
        </header>
        {layers.length < 2 ? (
          <EmptyState icon={<Ban aria-hidden />} title="Rules need two layers">
            A rule says which traits of one layer go with which of another.
          </EmptyState>
        ) : (
          <NewRule />
        )}
        {rules.length > 0 && (
          <ul className="k-rules">
            {rules.map((rule) => (
              <RuleRow key={`${rule.kind} ${String(rule.index)}`} rule={rule} />
            ))}
          </ul>
        )}
      </section>
      <OneOfOnes />
    </div>
  )
}

const KINDS = [
  { value: 'never', label: 'never with' },
  { value: 'only', label: 'only with' },
] as const

/** A rule as a sentence: a trait, never or only with, one or more others. */
function NewRule(): ReactNode {
  const editor = useBenchEditor()
  const layers = useLayers()
  const [kind, setKind] = useState<Rule['kind']>('never')
  const [first, setFirst] = useState<Selector>()
  const [other, setOther] = useState<Selector>()
  const [others, setOthers] = useState<readonly Selector[]>([])
  const all = other === undefined ? others : [...others, other]
  const isWhole = first !== undefined && all.length > 0
  const add = (): void => {
    if (!isWhole) return
    editor.edit((sketch) => addRule(sketch, kind, first, all))
    setOther(undefined)
    setOthers([])
  }
  return (
    <div className="k-new-rule">
      <SelectorPicker label="This" layers={layers} value={first} onChange={setFirst} />
      <Segmented label="Kind of rule" value={kind} onChange={setKind} options={KINDS} />
      <SelectorPicker
        label={kind === 'never' ? 'This one' : 'One of these'}
        layers={layers.filter(({ name }) => name !== first?.layer)}
        value={other}
        onChange={setOther}
      />
      {others.length > 0 && (
        <p className="k-others">
          {others.map((each) => (
            <Badge key={describeSelector(each)}>{describeSelector(each)}</Badge>
          ))}
        </p>
      )}
      <div className="d-row">
        <Button
          kind="ghost"
          disabled={other === undefined}
          onClick={() => {
            setOthers(all)
            setOther(undefined)
          }}
        >
          <Plus aria-hidden />
          {kind === 'never' ? 'Nor with…' : 'Or with…'}
        </Button>
        <Button kind="primary" disabled={!isWhole} onClick={add}>
          Add the rule
        </Button>
      </div>
    </div>
  )
}

function RuleRow({ rule }: { readonly rule: Rule }): ReactNode {
  const editor = useBenchEditor()
  const { view } = useEditorState()
  const problem = view.problems.find(({ field }) => field.startsWith(fieldOf(rule)))
  const sentence = describeRule(rule)
  return (
    <li className="k-rule">
      {rule.kind === 'never' ? <Ban aria-hidden /> : <Link2 aria-hidden />}
      <div>
        <p>{sentence}</p>
        {problem !== undefined && (
          <p className="d-field-error" role="alert">
            <CircleAlert aria-hidden />
            {problem.message}
          </p>
        )}
      </div>
      <IconButton
        label={`Remove the rule: ${sentence}`}
        size="small"
        onClick={() => editor.edit((sketch) => removeRule(sketch, rule))}
      >
        <Trash2 />
      </IconButton>
    </li>
  )
}

/** A rule as a sentence. */
export function describeRule(rule: Rule): string {
  if (rule.kind === 'only')
    return `${describeSelector(rule.trait)} only with ${rule.only.map(describeSelector).join(' or ')}`
  const [first, second, ...others] = rule.selectors.map(describeSelector)
  if (others.length === 0) return `${first} never with ${second}`
  return `never two of: ${[first, second, ...others].join(', ')}`
}
