import { useRequest } from '@demiurge/design'
import { schemeOf, useWallet } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'
import type { MadeDocument } from './document-notice.tsx'

/** A line of a summary. */
export function SummaryRow({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The chain that something is signed for. */
export function ChainRow(): ReactNode {
  const { data: chain } = useRequest('chain_getInfo', {}, { staleMs: Number.POSITIVE_INFINITY })
  return (
    <SummaryRow title="Chain">{chain === undefined ? 'Demiurge' : `Demiurge (${chain.chainId})`}</SummaryRow>
  )
}

/** What is signed for all pieces: royalty and licence of the collection's document, and with which scheme. */
export function TermRows({ document }: { readonly document: MadeDocument | undefined }): ReactNode {
  const { account } = useWallet()
  return (
    <>
      <SummaryRow title="Royalty">{`${(document?.royaltyBps ?? 0) / 100} %`}</SummaryRow>
      <SummaryRow title="Licence">
        {document?.licence.licence?.replace('LicenseRef-', '') ?? 'All rights reserved'}
      </SummaryRow>
      <SummaryRow title="Signed with">
        {account === undefined
          ? '—'
          : (schemeOf(account.keys.map(({ suite }) => suite))?.title ?? account.name)}
      </SummaryRow>
    </>
  )
}
