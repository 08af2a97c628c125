import type { ReactNode } from 'react'
import { MintProgressView } from './mint-progress.tsx'
import { MintResult } from './mint-result.tsx'
import { MintSummary } from './mint-summary.tsx'
import { useMinting } from './use-minting.tsx'

/** The last step: the terms, the way to the chain, the minted work. */
export function MintPanel(): ReactNode {
  const { state } = useMinting()
  if (state.status === 'done') return <MintResult work={state.work} />
  if (state.status === 'idle') return <MintSummary />
  return <MintProgressView state={state} />
}
