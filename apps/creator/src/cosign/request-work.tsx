import { Address } from '@demiurge/design'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { RequestedWork, RequestView } from '../wallet/cosign-tasks.ts'
import { CallFields, CallSentence } from './call-words.tsx'
import { useMemberNames } from './use-member-names.ts'

/** The work that is minted, and what every call does. */
export function RequestWork({ view }: { readonly view: RequestView }): ReactNode {
  const { work, calls } = view
  const nameOf = useMemberNames(view)
  return (
    <>
      {work !== undefined && <Work work={work} royalty={royaltyOf(view)} nameOf={nameOf} />}
      <section className="d-stack-s" aria-label="What will happen">
        <h3>What will happen</h3>
        <ol className="c-calls">
          {calls.map((call, i) => (
            // The calls of a request never move.
            <li key={i}>
              <CallSentence call={call} />
              <details>
                <summary>Every field that is signed</summary>
                <CallFields call={call} />
              </details>
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

/** The creators' share of later sales, as the minting fixes it; undefined where it is the collection's. */
function royaltyOf({ calls }: RequestView): number | undefined {
  const bps = calls.find(({ method }) => method === 'nft.mint')?.params.royaltyBps
  return typeof bps === 'number' ? bps / 100 : undefined
}

function Work({
  work,
  royalty,
  nameOf,
}: {
  readonly work: RequestedWork
  readonly nameOf: (member: string) => string | undefined
  readonly royalty: number | undefined
}): ReactNode {
  const url = useUrl(work)
  return (
    <section className="c-requested" aria-label="The work">
      {work.mediaType.startsWith('image/') && url !== undefined && <img src={url} alt={work.name} />}
      <div className="d-stack-s">
        <h3>{work.name}</h3>
        {work.description !== '' && <p>{work.description}</p>}
        <dl className="c-summary">
          <div>
            <dt>Royalty</dt>
            <dd>{royalty === undefined ? 'as the collection has it' : `${royalty} %`}</dd>
          </div>
          <div>
            <dt>Licence</dt>
            <dd>{work.licence ?? 'none'}</dd>
          </div>
          <div>
            <dt>Content credentials</dt>
            <dd>
              {work.credentialsBy === undefined ? (
                'None'
              ) : (
                <>
                  Inside the file, by:{' '}
                  <Address value={work.credentialsBy} name={nameOf(work.credentialsBy)} />
                </>
              )}
            </dd>
          </div>
        </dl>
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
