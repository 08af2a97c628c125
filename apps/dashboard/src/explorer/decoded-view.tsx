import type { Json } from '@demiurge/codec'
import { Amount, Hash } from '@demiurge/design'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { Facts } from '../shared/facts.tsx'
import type { DecodedData } from './decode.ts'

/** A call or an event: its name, what it means, and its fields with everything linked. */
export function Decoded({
  decoded,
  number,
}: {
  readonly decoded: DecodedData
  readonly number: number
}): ReactNode {
  const { name, doc, fields, raw } = decoded
  return (
    <div className="decoded">
      <p className="decoded-head">
        <span className="d-faint d-num">{number + 1}</span>
        <strong className="d-mono">{name}</strong>
        {doc !== undefined && <span className="d-quiet">{doc}</span>}
      </p>
      {fields === undefined ? (
        <p className="d-quiet">
          This page does not know how to read it: <Hash value={raw} label="bytes" />
        </p>
      ) : (
        <Facts
          facts={Object.entries(fields).map(([field, value]) => [
            wordsOf(field),
            <Value key={field} field={field} value={value} />,
          ])}
        />
      )}
    </div>
  )
}

/** `metadataHash` as words: `metadata hash`. */
function wordsOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

const LINKS: Readonly<Record<string, (id: string) => string>> = {
  item: links.item,
  collection: links.collection,
}

function Value({ field, value }: { readonly field: string; readonly value: Json }): ReactNode {
  if (value === null) return <span className="d-faint">none</span>
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return <Text field={field} text={value} />
  if (Array.isArray(value) || typeof value === 'object') return <Nested value={value} />
  return field.endsWith('Bps') ? `${Number(value) / 100} %` : String(value)
}

function Text({ field, text }: { readonly field: string; readonly text: string }): ReactNode {
  // Modules write "no hash" as zeros.
  if (/^0x0+$/.test(text)) return <span className="d-faint">none</span>
  if (field === 'amount' && /^\d+$/.test(text)) return <Amount sparks={BigInt(text)} />
  if (/^dem1[0-9a-z]{30,}$/.test(text))
    return <Hash value={text} href={links.account(text)} label="address" head={9} />
  if (/^0x[0-9a-f]{64}$/.test(text))
    return <Hash value={text} href={LINKS[field]?.(text)} label={wordsOf(field)} />
  if (text === '') return <span className="d-faint">empty</span>
  return <span className="decoded-text">{text}</span>
}

function Nested({ value }: { readonly value: Json }): ReactNode {
  return <pre className="code code-small">{JSON.stringify(value, null, 2)}</pre>
}
