import { Button, Field, Input, TextArea } from '@demiurge/design'
import { ArrowRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useStudio } from '../studio/use-studio.ts'
import { AttributesEditor } from './attributes-editor.tsx'
import { CollectionField } from './collection-field.tsx'
import { claimOf } from './licence-claim.ts'
import { LicenceField } from './licence-field.tsx'
import { useDetails } from './use-details.ts'

/** What a creator says about the work. Problems show once a field was left, or when the person wants to go on. */
export function DetailsPanel(): ReactNode {
  const studio = useStudio()
  const form = useDetails()
  const { details, change } = form
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const leave = (field: string): void => {
    form.settle()
    setLeft((before) => new Set(before).add(field))
  }
  const problems = Object.fromEntries(
    Object.entries(form.problems).filter(([field]) => all || left.has(field)),
  )
  const next = (): void => {
    if (Object.keys(form.problems).length === 0) studio.goTo('secure')
    else setAll(true)
  }
  return (
    <>
      <div className="c-panel-body">
        <header className="c-panel-head">
          <h2>Details</h2>
          <p>What people read beside your work. It is signed with it and cannot be changed later.</p>
        </header>
        <Field label="Name" error={problems.name}>
          <Input
            value={details.name}
            maxLength={1_000}
            placeholder="A name of its own"
            onChange={({ target }) => change({ name: target.value }, 'name')}
            onBlur={() => leave('name')}
          />
        </Field>
        <Field label="Description" optional error={problems.description}>
          <TextArea
            rows={4}
            value={details.description}
            maxLength={8_000}
            onChange={({ target }) => change({ description: target.value }, 'description')}
            onBlur={() => leave('description')}
          />
        </Field>
        <AttributesEditor form={{ ...form, problems }} onLeave={leave} />
        <CollectionField form={{ ...form, problems }} onLeave={leave} />
        <Field
          label="Royalty in percent"
          error={problems.royalty}
          hint="Your share of every later sale. The chain allows up to 50 %."
        >
          <Input
            inputMode="decimal"
            value={details.royalty}
            maxLength={16}
            onChange={({ target }) => change({ royalty: target.value }, 'royalty')}
            onBlur={() => leave('royalty')}
          />
        </Field>
        <LicenceField
          licence={details.licence}
          fields={details.licenceFields}
          claim={claimOf(details)}
          error={problems.licence}
          onLicence={(licence) => change({ licence }, 'licence')}
          onField={(field, value) =>
            change({ licenceFields: { ...details.licenceFields, [field]: value } }, `licence-${field}`)
          }
        />
      </div>
      <footer className="c-panel-foot">
        {all && Object.keys(form.problems).length > 0 && (
          <p className="d-field-error" role="alert">
            {countOf(Object.keys(form.problems).length)}
          </p>
        )}
        <Button kind="primary" size="large" onClick={next}>
          Secure it
          <ArrowRight aria-hidden />
        </Button>
      </footer>
    </>
  )
}

function countOf(problems: number): string {
  return problems === 1 ? 'One field still needs you.' : `${problems} fields still need you.`
}
