import type { HealthTest, SourceReport } from '@demiurge/crypto'
import type { ReactNode } from 'react'
import { CheckList, type ShownCheck } from '../data/checks.tsx'
import { Badge } from '../feedback/badge.tsx'
import { formatCount } from '../format/amount.ts'

const ABOUT: Readonly<Record<string, { readonly title: string; readonly about: string }>> = {
  system: {
    title: 'The system’s generator',
    about: 'What your operating system gathers from its devices. It always takes part.',
  },
  jitter: {
    title: 'Timing jitter',
    about: 'How much this machine’s own work varies between two ticks of its clock.',
  },
}

const TESTS: Readonly<Record<HealthTest, string>> = {
  'repetition-count': 'It does not get stuck',
  'adaptive-proportion': 'No value comes too often',
  prediction: 'What comes cannot be told from what came',
}
const TEST_NAMES: readonly HealthTest[] = ['repetition-count', 'adaptive-proportion', 'prediction']

/** Each source of a collection: what it is, whether it was used, its tests, and how much of it counts. */
export function EntropySources({ sources }: { readonly sources: readonly SourceReport[] }): ReactNode {
  return (
    <ul className="d-sources">
      {sources.map((source) => (
        <Source key={source.name} source={source} />
      ))}
    </ul>
  )
}

function Source({ source }: { readonly source: SourceReport }): ReactNode {
  const { title, about } = ABOUT[source.name] ?? { title: source.name, about: '' }
  const { samples, bitsPerSample, estimate, creditedBits, ones, health } = source
  const used = health === 'healthy'
  return (
    <li className="d-source" aria-label={title}>
      <div className="d-row d-between">
        <h3>{title}</h3>
        <Badge tone={used ? 'ok' : 'warn'}>{used ? 'Used' : 'Left out'}</Badge>
      </div>
      <p className="d-quiet">{about}</p>
      {source.reason !== undefined && <p className="d-field-error">{`Left out: ${source.reason}.`}</p>}
      <dl className="d-source-figures">
        <Figure name="Min-entropy, estimated">
          {`${estimate.perSample.toFixed(2)} of ${bitsPerSample} bits a sample`}
        </Figure>
        <Figure name="Counted">{`${formatCount(Math.floor(creditedBits))} bits`}</Figure>
        <Figure name="Samples">{formatCount(samples)}</Figure>
        <Figure name="Ones among its bits">
          {Number.isNaN(ones) ? '—' : `${(100 * ones).toFixed(1)} %`}
        </Figure>
      </dl>
      <CheckList checks={healthChecks(source)} />
    </li>
  )
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function healthChecks({ failure, samples }: SourceReport): readonly ShownCheck[] {
  return TEST_NAMES.map((test) => {
    const failed = failure?.test === test
    return {
      name: test,
      title: TESTS[test],
      ok: !failed,
      // A source is let go at its first failure: the others held until then.
      detail: failed ? `${failure.detail}.` : `Held over ${formatCount(samples)} samples (${test}).`,
      trust: 'verified',
    }
  })
}
