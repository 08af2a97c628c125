import { usePage, useToast } from '@demiurge/design'
import { useWallet, useWork, type Work } from '@demiurge/design/wallet'
import { newSalt } from '../mint/new-salt.ts'
import { useMinting } from '../mint/use-minting.tsx'
import { useStudio } from '../studio/use-studio.ts'
import { walletDesk } from '../wallet/wallet-desk.ts'
import { type KeptJoint, keepRequest } from './kept.ts'
import { titleOf } from './title.ts'

/** Draws the work, stores it, and keeps a request to mint it as a joint account, signed by the account of this wallet. */
export function useDraftMint(joint: KeptJoint | undefined): Work & { start(): void } {
  const studio = useStudio()
  const { config } = usePage()
  const { account } = useWallet()
  const toast = useToast()
  const work = useWork()
  const { credentials } = useMinting()
  const start = (): void =>
    work.run(async (onProgress) => {
      if (joint === undefined || account === undefined) return
      const draft = studio.state().history.present
      const { signal } = new AbortController()
      const { credentialsTitle, printDraft } = await import('../mint/run-minting.ts')
      const { bytes, mediaType } = await printDraft(draft, { signal, onShare: onProgress })
      const { details } = draft
      const order = {
        api: config.api,
        account: account.address,
        salt: newSalt(),
        file: bytes,
        mediaType,
        details,
        credentials: credentials ? credentialsTitle(details.name.trim(), mediaType) : undefined,
      }
      const view = await walletDesk.ask(
        'draftMint',
        { ...order, joint: joint.joint },
        { transfer: [bytes.buffer] },
      )
      keepRequest({ subject: view.subject, title: titleOf(view), text: view.text })
      toast({
        title: 'Signing request drafted',
        text: 'Hand it to the others: it is under “Sign together”.',
        tone: 'ok',
      })
      studio.goTo('secure')
    })
  return { ...work, start }
}
