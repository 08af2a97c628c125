import type { CredentialCheckName, CredentialReport } from '@demiurge/art'
import type { ShownCheck, Tone } from '@demiurge/design'
import { formatTime } from '@demiurge/design/format'
import { credentialRole, type VerifiedItem } from '@demiurge/sdk'

const TITLES: Readonly<Record<CredentialCheckName, string>> = {
  store: 'The credentials can be read',
  claim: 'The C2PA claim holds',
  layout: 'Nothing was put around them',
  statement: 'The creator’s statement can be read',
  source: 'The statement is of this file',
  creator: 'The keys are those of the creator',
  signature: 'The post-quantum signature is valid',
  licence: 'All places agree about the licence',
}

const VERDICTS: Readonly<Record<CredentialReport['verdict'], { title: string; tone: Tone; about: string }>> =
  {
    authentic: {
      title: 'They hold',
      tone: 'ok',
      about: 'The file says this of itself, and was not changed since its creator signed it.',
    },
    altered: {
      title: 'They do not hold',
      tone: 'danger',
      about: 'The file or what it says of itself was changed since it was signed. Do not rely on it.',
    },
    foreign: {
      title: 'They hold, from elsewhere',
      tone: 'neutral',
      about: 'Another program signed them. No account of a Demiurge chain speaks in them.',
    },
    none: {
      title: 'None',
      tone: 'neutral',
      about: 'The file says nothing of its origin. Its hash on the chain is what counts.',
    },
  }

/** IPTC digital source types that our signers write, for people. */
const MAKINGS: Readonly<Record<string, string>> = {
  'c2pa.created (algorithmicMedia)': 'Drawn by an algorithm',
  'c2pa.created (digitalCreation)': 'Made with a computer',
  'c2pa.created (digitalCapture)': 'Taken with a camera',
}

/** What a report means for people. */
export interface CredentialsText {
  readonly title: string
  readonly tone: Tone
  readonly about: string
  /** Who states it, 0x hex. */
  readonly creator: string | undefined
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly checks: readonly ShownCheck[]
}

/** Who minted a file, as the chain proves. */
export type Minter = Pick<VerifiedItem, 'creator' | 'creators'>

const ROLES = {
  creator: {},
  member: { about: 'One of the creators who share the account that minted it signed the file.' },
  other: {
    title: 'By another creator',
    tone: 'danger',
    about: 'The account that minted the file is not the one that signed it as its creator.',
  },
} as const

/** A report in words. Credentials by somebody else than the minter are told, for a signed file can be minted by whoever has it. */
export function credentialsText(report: CredentialReport, minter?: Minter): CredentialsText {
  const checks = report.checks.map((check) => ({
    ...check,
    title: TITLES[check.name],
    trust: 'verified' as const,
  }))
  const creator = report.statement?.creator
  const role = creator === undefined || minter === undefined ? 'creator' : credentialRole(creator, minter)
  const isShown = role === 'other' || report.verdict === 'authentic'
  return {
    ...VERDICTS[report.verdict],
    ...(isShown ? ROLES[role] : {}),
    creator,
    facts: factsOf(report),
    checks: report.verdict === 'none' ? [] : checks,
  }
}

function factsOf({
  statement,
  assertions,
  claimSigner,
  licence,
}: CredentialReport): CredentialsText['facts'] {
  const made = assertions.find(({ label }) => label.startsWith('c2pa.actions'))?.meaning
  const named = statement === undefined ? licence?.licence : (statement.licence ?? undefined)
  const vouched = claimSigner?.isTrusted === true ? '' : ', whom nobody vouches for'
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['When, as they say', statement === undefined ? undefined : formatTime(Number(statement.createdAtMs))],
    ['How', MAKINGS[made ?? ''] ?? made],
    ['Licence', named],
    [
      'Claim signed by',
      claimSigner === undefined ? undefined : `${claimSigner.name} (${claimSigner.algorithm})${vouched}`,
    ],
  ]
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]))
}
