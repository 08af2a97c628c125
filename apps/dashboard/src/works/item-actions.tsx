import type { ItemDetail } from '@demiurge/api'
import { Button, LinkButton, useClient, useToast } from '@demiurge/design'
import { formatBundle } from '@demiurge/sdk'
import { FileDown, ScrollText, ShieldCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import { saveText } from '../shared/save-text.ts'
import { nameOf } from './image-of.ts'

/** What a visitor can do with a work: verify it, and take its proof along. */
export function ItemActions({
  detail,
  verifying,
  onVerify,
}: {
  readonly detail: ItemDetail
  readonly verifying: boolean
  readonly onVerify: () => void
}): ReactNode {
  const client = useClient()
  const toast = useToast()
  const [fetching, setFetching] = useState(false)
  const { view } = detail
  const download = async (): Promise<void> => {
    setFetching(true)
    try {
      const bundle = await client.fetchBundle(view.id)
      saveText(`${fileNameOf(nameOf(view))}.proof.json`, formatBundle(bundle))
      toast({ title: 'Proof saved', text: 'It verifies the work without any server.', tone: 'ok' })
    } catch (error) {
      toast({ title: 'The proof could not be fetched', text: messageOf(error), tone: 'danger' })
    } finally {
      setFetching(false)
    }
  }
  return (
    <div className="d-row d-wrap">
      <Button kind="primary" onClick={onVerify} busy={verifying}>
        {!verifying && <ShieldCheck aria-hidden />}
        Verify in this browser
      </Button>
      <Button onClick={() => void download()} busy={fetching}>
        {!fetching && <FileDown aria-hidden />}
        Download proof
      </Button>
      <LinkButton href={links.certificate(view.id)}>
        <ScrollText aria-hidden />
        Certificate
      </LinkButton>
    </div>
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fileNameOf(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '')
  return plain === '' ? 'artwork' : plain.slice(0, 80)
}
