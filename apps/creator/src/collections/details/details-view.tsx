import type { ReactNode } from 'react'
import { DetailsForm } from './details-form.tsx'

/** What is said of the collection and of its pieces. */
export function DetailsView(): ReactNode {
  return (
    <div className="k-column k-narrow">
      <section className="k-section" aria-label="Details">
        <header className="k-section-head">
          <div>
            <h2>Details</h2>
            <p className="d-quiet">
              They go into the metadata of every piece, so say them before you make it.
            </p>
          </div>
        </header>
        <DetailsForm />
      </section>
    </div>
  )
}
