import { parseAddress } from '@demiurge/codec'
import { Address, Amount } from '@demiurge/design'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { RequestedWork, RequestView } from '../wallet/cosign-tasks.ts'

/** The work that is minted, and what every call does. */
export function RequestWork({ view }: { readonly view: RequestView }): ReactNode {
  const { work, calls } = view
  return (
    <>
      {work !== undefined && <Work work={work} />}
      <section className="d-stack-s" aria-label="What will happen">
        <h3>What will happen</h3>
        <ol className="c-calls">
          {calls.map(({ method, doc, params }, i) => (
            // The calls of a request never move.
            <li key={i}>
              <p>
                <b className="d-mono">{method}</b> <span className="d-quiet">{doc}</span>
              </p>
              <dl className="c-summary">
                {Object.entries(params)
                  .filter(([, value]) => value !== null && value !== '')
                  .map(([name, value]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>
                        <Value name={name} value={value} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

function Work({ work }: { readonly work: RequestedWork }): ReactNode {
  const url = useUrl(work)
  return (
    <section className="c-requested" aria-label="The work">
      {work.mediaType.startsWith('image/') && url !== undefined && <img src={url} alt={work.name} />}
      <div className="d-stack-s">
        <h3>{work.name}</h3>
        {work.description !== '' && <p>{work.description}</p>}
        {work.licence !== undefined && <p className="d-quiet">{`Licence: ${work.licence}`}</p>}
        {work.problems.length === 0 ? (
          <p className="d-quiet">File, metadata and statement of origin were compared here: they are one.</p>
        ) : (
          work.problems.map((problem) => (
            <p key={problem} className="d-field-error" role="alert">
              <CircleAlert aria-hidden />
              {problem}
            </p>
          ))
        )}
      </div>
    </section>
  )
}

function useUrl({ file, mediaType }: RequestedWork): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([file], { type: mediaType }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file, mediaType])
  return url
}

/** A parameter as people read it; whatever has no form of its own stands there as it is. */
function Value({ name, value }: { readonly name: string; readonly value: unknown }): ReactNode {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (name === 'royaltyBps') return `${Number(value) / 100} %`
  if (name === 'amount' && /^\d+$/.test(text)) return <Amount sparks={BigInt(text)} decimals={9} />
  if (text.startsWith('dem1')) return <Account text={text} />
  return <span className="d-mono c-value">{text}</span>
}

function Account({ text }: { readonly text: string }): ReactNode {
  try {
    return <Address value={parseAddress(text)} />
  } catch {
    // A text that only looks like an address.
    return <span className="d-mono c-value">{text}</span>
  }
}
