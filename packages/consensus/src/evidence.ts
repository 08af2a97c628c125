import type { Evidence, SignedHeader } from '@demiurge/ledger'
import type { DagBlock } from './verified-block.ts'

/** Puts two blocks together as evidence. */
export function evidenceOf(kind: Evidence['kind'], a: DagBlock, b: DagBlock): Evidence {
  const [first, second] = a.id < b.id ? [a, b] : [b, a]
  return { kind, value: { first: signedHeader(first), second: signedHeader(second) } }
}

function signedHeader({ header, signature }: DagBlock): SignedHeader {
  return { header, signature }
}
