import { ArtError } from '@demiurge/art'
import { Segmented, Skeleton } from '@demiurge/design'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { CanvasForm } from '../design/canvas-form.tsx'
import { LayerForm } from '../design/layer-form.tsx'
import { LayersPanel } from '../design/layers-panel.tsx'
import { PalettePicker } from '../design/palette-picker.tsx'
import { PatternGallery } from '../design/pattern-gallery.tsx'
import { SeedField } from '../design/seed-field.tsx'
import { useStudioState } from './use-studio.ts'

const TABS = [
  { value: 'pattern', label: 'Pattern' },
  { value: 'colour', label: 'Colour' },
  { value: 'adjust', label: 'Adjust' },
  { value: 'layers', label: 'Layers' },
] as const
type DesignTab = (typeof TABS)[number]['value']

// The later steps bring wallet and chain with them: the canvas does not wait for those.
const DetailsPanel = lazy(async () => ({
  default: (await import('../details/details-panel.tsx')).DetailsPanel,
}))
const SecurePanel = lazy(async () => ({ default: (await import('../secure/secure-panel.tsx')).SecurePanel }))
const MintPanel = lazy(async () => ({ default: (await import('../mint/mint-panel.tsx')).MintPanel }))

/** Everything around the work, for the present step. */
export function Panels({ problem }: { readonly problem: Error | undefined }): ReactNode {
  const step = useStudioState((state) => state.step)
  if (step === 'design') return <DesignPanels problem={problem} />
  return (
    <aside className="c-panel c-panel-step" aria-label="Step">
      <Suspense fallback={<Waiting />}>
        {step === 'details' && <DetailsPanel />}
        {step === 'secure' && <SecurePanel />}
        {step === 'mint' && <MintPanel />}
      </Suspense>
    </aside>
  )
}

function Waiting(): ReactNode {
  return (
    <div className="c-panel-body" role="status" aria-label="The step opens">
      <Skeleton height={28} width="50%" />
      <Skeleton height={160} radius={12} />
    </div>
  )
}

/** Left what is drawn, right how. On a phone the same parts are tabs below the work; `data-tab` says which is seen. */
function DesignPanels({ problem }: { readonly problem: Error | undefined }): ReactNode {
  const [tab, setTab] = useState<DesignTab>('pattern')
  const textError =
    problem instanceof ArtError && problem.code === 'text.missing-glyph' ? problem.message : undefined
  return (
    <>
      <div className="c-design-tabs">
        <Segmented label="Tools" value={tab} onChange={setTab} options={TABS} />
      </div>
      <aside className="c-panel c-panel-left" aria-label="Pattern, palette and seed" data-tab={tab}>
        <section className="c-section c-section-pattern" aria-label="Patterns">
          <header className="c-section-head">
            <h2>Pattern</h2>
          </header>
          <PatternGallery />
        </section>
        <section className="c-section c-section-colour" aria-label="Palette and seed">
          <header className="c-section-head">
            <h2>Palette</h2>
          </header>
          <PalettePicker />
          <SeedField />
        </section>
      </aside>
      <aside className="c-panel c-panel-right" aria-label="Layers and parameters" data-tab={tab}>
        <div className="c-section-layers">
          <LayersPanel />
        </div>
        <div className="c-section-adjust">
          <LayerForm textError={textError} />
        </div>
        <div className="c-section-layers">
          <CanvasForm />
        </div>
      </aside>
    </>
  )
}
