import { parseAddress } from '@demiurge/codec'
import { Address, Amount, Hash } from '@demiurge/design'
import type { ExplainedCall } from '@demiurge/sdk'
import type { ReactNode } from 'react'

/** What a call does, in a sentence where it is one of those that everybody meets; else its name and what it is documented to do. */
export function CallSentence({ call: { method, doc, params } }: { readonly call: ExplainedCall }): ReactNode {
  const text = (name: string): string => String(params[name] ?? '')
  switch (method) {
    case 'nft.mint':
      return (
        <p>
          Mints the work into collection <Hash value={text('collection')} copy={false} /> for{' '}
          <Account text={text('to')} />
        </p>
      )
    case 'nft.createCollection':
      return <p>{`Opens the collection “${text('name')}”`}</p>
    case 'nft.transfer':
      return (
        <p>
          Gives item <Hash value={text('item')} copy={false} /> to <Account text={text('to')} />
        </p>
      )
    case 'balances.transfer':
      return (
        <p>
          Pays <Amount sparks={sparksOf(text('amount'))} decimals={9} /> to <Account text={text('to')} />
        </p>
      )
    default:
      return (
        <p>
          <b className="d-mono">{method}</b> {doc}
        </p>
      )
  }
}

/** Every parameter of a call as it is signed. */
export function CallFields({ call }: { readonly call: ExplainedCall }): ReactNode {
  return (
    <dl className="c-summary">
      <div>
        <dt>call</dt>
        <dd className="d-mono c-value">{call.method}</dd>
      </div>
      {Object.entries(call.params).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="d-mono c-value">
            {typeof value === 'string' ? value || '—' : JSON.stringify(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function sparksOf(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n
}

function Account({ text }: { readonly text: string }): ReactNode {
  try {
    return <Address value={parseAddress(text)} copy={false} />
  } catch {
    // Not an address after all: it stands there as it is.
    return <span className="d-mono c-value">{text}</span>
  }
}
