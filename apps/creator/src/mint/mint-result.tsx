import { Button, CheckList, Hash, LinkButton, shownChecks, usePage, VerifiedMark } from '@demiurge/design'
import { Download, ExternalLink, FileCheck2, FileJson, Plus } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { newDraft } from '../draft/draft.ts'
import { randomSeed } from '../studio/kept-draft.ts'
import { useStudio } from '../studio/use-studio.ts'
import { fileName, saveFile } from './file-name.ts'
import type { MintedFile } from './run-minting.ts'
import { useMinting } from './use-minting.tsx'

/** The minted work: what it is, that it is true, and what to take along. */
export function MintResult({ work }: { readonly work: MintedFile }): ReactNode {
  const { config } = usePage()
  const studio = useStudio()
  const minting = useMinting()
  const { verification, item, transaction } = work
  const authentic = verification.verdict === 'authentic'
  const again = (): void => {
    minting.clear()
    studio.restart(newDraft(randomSeed()))
  }
  return (
    <>
      <div className="c-panel-body">
        <Picture work={work} />
        <header className="c-panel-head">
          <h2>{work.name} is minted</h2>
          <p>It is final: nobody can take it back, and everybody can check it.</p>
        </header>
        {authentic ? (
          <VerifiedMark checks={shownChecks(verification)} />
        ) : (
          <section className="c-failure" aria-label="Verification">
            <p>{verification.summary}</p>
            <CheckList checks={shownChecks(verification)} />
          </section>
        )}
        <dl className="c-summary" aria-label="The item">
          <div>
            <dt>Item</dt>
            <dd>
              <Hash value={item} label="item" />
            </dd>
          </div>
          <div>
            <dt>Transaction</dt>
            <dd>
              <Hash value={transaction} label="transaction" />
            </dd>
          </div>
          <div>
            <dt>Content credentials</dt>
            <dd>{work.hasCredentials ? 'Inside the file (C2PA)' : 'None'}</dd>
          </div>
        </dl>
        <Downloads work={work} />
      </div>
      <footer className="c-panel-foot">
        {config.dashboard !== '' && (
          <LinkButton kind="primary" size="large" href={`${config.dashboard}/items/${item}`}>
            <ExternalLink aria-hidden />
            Open in dashboard
          </LinkButton>
        )}
        <Button size="large" onClick={again}>
          <Plus aria-hidden />
          Make another
        </Button>
      </footer>
    </>
  )
}

function Picture({ work }: { readonly work: MintedFile }): ReactNode {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(work.file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [work.file])
  return <figure className="c-minted">{url !== undefined && <img src={url} alt={work.name} />}</figure>
}

function Downloads({ work }: { readonly work: MintedFile }): ReactNode {
  const name = fileName(work.name, work.file.type)
  return (
    <section className="c-downloads" aria-label="Downloads">
      <Button onClick={() => saveFile(name, work.file)}>
        <Download aria-hidden />
        File
      </Button>
      <Button onClick={() => saveFile(`${name}.proof.json`, work.proof)}>
        <FileCheck2 aria-hidden />
        Proof
      </Button>
      <Button onClick={() => saveFile(`${name}.recipe.json`, work.recipe)}>
        <FileJson aria-hidden />
        Recipe
      </Button>
    </section>
  )
}
