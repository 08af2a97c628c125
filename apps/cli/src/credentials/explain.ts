import type { CredentialReport } from '@demiurge/art'
import { formatAddress } from '@demiurge/codec'
import type { Terminal } from '../terminal.ts'

const VERDICTS = {
  authentic: 'Authentic: the file is as its creator signed it.',
  altered: 'Altered: the file or its credentials are not as they were signed.',
  foreign: 'The credentials hold; there is no statement of a Demiurge account in them.',
  none: 'The file has no content credentials.',
} as const

/** A report as it is printed and as it is data. */
export interface ExplainedCredentials {
  readonly data: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  /** There are credentials, and they do not hold. */
  readonly isBroken: boolean
}

/** Tells what credentials say, check by check. */
export function explainCredentials(
  { verdict, checks, assertions, claimSigner, statement }: CredentialReport,
  terminal: Pick<Terminal, 'style'>,
): ExplainedCredentials {
  const creator = statement === undefined ? null : formatAddress(statement.creator)
  const mark = (ok: boolean): string => (ok ? terminal.style('green', '✓') : terminal.style('red', '✗'))
  const signedBy =
    claimSigner === undefined
      ? []
      : [
          `Claim signed by ${claimSigner.name} (${claimSigner.algorithm})${claimSigner.isTrusted ? '' : ', whom nobody vouches for'}.`,
        ]
  return {
    data: {
      verdict,
      checks,
      assertions,
      claimSigner: claimSigner ?? null,
      creator,
      licence: statement?.licence ?? null,
    },
    lines: [
      VERDICTS[verdict],
      ...checks.map(({ ok, detail }) => `${mark(ok)} ${detail}`),
      ...signedBy,
      ...assertions.map(({ label, meaning }) => `- ${label}: ${meaning}`),
    ],
    isBroken: verdict === 'altered',
  }
}
