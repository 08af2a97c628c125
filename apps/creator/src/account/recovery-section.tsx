import { Badge, Button, CopyButton, Dialog } from '@demiurge/design'
import type { RecoveryCodes } from '@demiurge/studio/contract'
import { Download, LifeBuoy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { saveFile } from '../mint/file-name.ts'
import type { SectionProps } from './account-dialog.tsx'
import { ProblemNote } from './problem-note.tsx'
import { Section } from './section.tsx'
import { askStudio } from './studio-client.ts'
import { useAsking } from './use-asking.ts'

const FEW = 3

/** Codes for the day on which phone and passkeys are gone. */
export function RecoverySection({ account, onChange, confirmed }: SectionProps): ReactNode {
  const asking = useAsking()
  const [codes, setCodes] = useState<readonly string[]>([])
  const { recoveryCodes: left, passkeys, user } = account
  if (!user.hasTotp && passkeys.length === 0) return null
  const renew = (): void => {
    void asking.run(async () => {
      setCodes((await confirmed(() => askStudio<RecoveryCodes>('POST', '/account/recovery'))).codes)
      await onChange()
    })
  }
  return (
    <Section
      icon={<LifeBuoy aria-hidden />}
      title="Recovery codes"
      state={<Badge tone={left <= FEW ? 'warn' : 'ok'}>{left} left</Badge>}
      about="Each signs you in once when your phone or passkey is gone. New ones end the ones before."
    >
      <ProblemNote error={asking.error} />
      <div>
        <Button busy={asking.busy} onClick={renew}>
          Make new codes
        </Button>
      </div>
      <RecoveryDialog codes={codes} onClose={() => setCodes([])} />
    </Section>
  )
}

/** Recovery codes, this once. */
export function RecoveryDialog({
  codes,
  onClose,
}: {
  readonly codes: readonly string[]
  readonly onClose: () => void
}): ReactNode {
  if (codes.length === 0) return null
  const text = `${codes.join('\n')}\n`
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save your recovery codes"
      description="They are shown this once. Keep them where you find them without this device: on paper, or in a password manager."
      footer={
        <Button kind="primary" onClick={onClose}>
          I have saved them
        </Button>
      }
    >
      <ol className="a-codes">
        {codes.map((code) => (
          <li key={code} className="d-mono">
            {code}
          </li>
        ))}
      </ol>
      <div className="d-row d-wrap">
        <Button
          onClick={() => saveFile('demiurge-recovery-codes.txt', new Blob([text], { type: 'text/plain' }))}
        >
          <Download aria-hidden />
          Download
        </Button>
        <CopyButton text={text} label="Copy all codes">
          Copy all codes
        </CopyButton>
      </div>
    </Dialog>
  )
}
