import { Button, Card, Input, LinkButton } from '@demiurge/design'
import { formatBytes } from '@demiurge/design/format'
import { ShieldCheck } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { CredentialsCard } from '../credentials/credentials-card.tsx'
import { useCredentials } from '../credentials/use-credentials.ts'
import { navigate } from '../router/location.ts'
import type { PageProps } from '../router/routes.ts'
import { PageHead } from '../shared/page-head.tsx'
import { DropZone } from './drop-zone.tsx'
import { type PickedFiles, pickFiles } from './pick-files.ts'
import { Subject } from './subject.tsx'
import { useVerifier } from './use-verifier.ts'
import { VerifierView } from './verdict.tsx'
import type { VerifyTarget } from './verification-request.ts'
import { VerifyCollection } from './verify-collection.tsx'

const NOTHING = { item: undefined, proven: undefined }

/** Is this file, item or transaction what it claims to be? Answered here, in the browser. */
export function VerifyPage({ query }: PageProps): ReactNode {
  const { state, run, cancel } = useVerifier()
  const [picked, setPicked] = useState<PickedFiles>()
  const [problem, setProblem] = useState<string>()
  const asked = targetOf(query)
  const collection = query.get('collection')
  const askedKey = asked === undefined ? '' : `${asked.kind} ${asked.id}`
  useEffect(() => {
    const [kind, id] = askedKey.split(' ')
    if (id === undefined) return
    setPicked(undefined)
    run(kind === 'item' ? { kind: 'item', id } : { kind: 'transaction', id })
  }, [askedKey, run])

  const start = (files: PickedFiles): void => {
    setPicked(files)
    run(files.target)
  }
  const take = (files: readonly File[]): void => {
    setProblem(undefined)
    pickFiles(files).then(
      (found) => {
        // What the address names is no longer what is shown.
        if (asked !== undefined || collection !== null) navigate('/verify', { replace: true })
        start(found)
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    )
  }
  const again = (): void => {
    const target: VerifyTarget | undefined = picked?.target ?? asked
    if (target !== undefined) run(target)
  }
  const { item, proven } = state.kind === 'done' ? state.verified.verification : NOTHING
  const credentials = useCredentials(picked?.target.kind === 'file' ? picked.target.file : undefined)
  return (
    <div className="d-stack-l narrow">
      <PageHead title="Verify">
        Is it what its creator signed and minted? Your browser checks it itself, against state that the
        committee certified.
      </PageHead>
      <DropZone
        onFiles={take}
        hint="The artwork, and its .proof.json if you have it. Nothing is uploaded: the file stays on this device."
      />
      {problem !== undefined && (
        <p className="d-field-error" role="alert">
          {problem}
        </p>
      )}
      <ByIdentifier onVerify={(href) => navigate(href)} />
      <VerifierView
        state={state}
        onCancel={cancel}
        onRetry={again}
        subject={<Subject picked={picked} item={item} />}
      />
      <CredentialsCard state={credentials} minter={proven} />
      {collection !== null && <VerifyCollection key={collection} id={collection} />}
      {state.kind === 'idle' && collection === null && <WhatIsChecked />}
    </div>
  )
}

function targetOf(query: URLSearchParams): Exclude<VerifyTarget, { kind: 'file' }> | undefined {
  const item = query.get('item')
  if (item !== null) return { kind: 'item', id: item }
  const transaction = query.get('transaction')
  return transaction === null ? undefined : { kind: 'transaction', id: transaction }
}

function ByIdentifier({ onVerify }: { readonly onVerify: (href: string) => void }): ReactNode {
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const submit = (kind: 'item' | 'transaction' | 'collection') => (event?: FormEvent) => {
    event?.preventDefault()
    const id = text.trim().toLowerCase()
    if (!/^0x[0-9a-f]{64}$/.test(id))
      return setError(
        'An identifier is 0x and 64 hex digits; copy it from the page of the item or transaction.',
      )
    setError(undefined)
    onVerify(`/verify?${kind}=${id}`)
  }
  return (
    <form className="by-id" onSubmit={submit('item')} aria-label="Verify by identifier">
      <div className="by-id-row">
        <Input
          className="d-mono"
          aria-label="Identifier of an item, transaction or collection"
          aria-invalid={error !== undefined}
          placeholder="Identifier, 0x and 64 digits"
          value={text}
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
        <Button type="submit">Verify item</Button>
        <Button onClick={() => submit('transaction')()}>Verify transaction</Button>
        <Button onClick={() => submit('collection')()}>Verify collection</Button>
      </div>
      {error !== undefined && (
        <p className="d-field-error" role="alert">
          {error}
        </p>
      )}
    </form>
  )
}

function WhatIsChecked(): ReactNode {
  return (
    <Card title="What is checked">
      <ol className="steps">
        <li>
          <strong>The file.</strong> Its SHA-256 must be the one that was minted: one changed bit is enough to
          be noticed.
        </li>
        <li>
          <strong>The creator.</strong> A statement about file and metadata, signed with post-quantum keys
          (ML-DSA and others).
        </li>
        <li>
          <strong>The record.</strong> The statement is in a public append-only log, with a proof that leads
          to its signed root.
        </li>
        <li>
          <strong>The chain.</strong> A Merkle proof leads from the item to a state root that the committee
          signed.
        </li>
        <li>
          <strong>The credentials.</strong> What a PNG or JPEG says of itself (C2PA): who made it, when, how,
          under which licence. Read here, without the node.
        </li>
      </ol>
      <div className="d-state-actions" style={{ justifyContent: 'flex-start' }}>
        <LinkButton href="/works">
          <ShieldCheck aria-hidden />
          Choose a work to verify
        </LinkButton>
      </div>
      <p className="d-faint" style={{ marginTop: 12 }}>{`Files up to ${formatBytes(256_000_000)}.`}</p>
    </Card>
  )
}
