import { type ShownCheck, shownChecks } from '@demiurge/design'
import { type CheckName, isLicenceOnly, type Verdict, type Verification } from '@demiurge/sdk'

/** Checks that belong together, as one answer to one question. */
export interface CheckGroup {
  readonly title: string
  readonly about: string
  readonly checks: readonly ShownCheck[]
}

const GROUPS: readonly {
  readonly title: string
  readonly about: string
  readonly names: readonly CheckName[]
}[] = [
  {
    title: 'The file',
    about: 'Is it, to the last bit, what was minted and signed?',
    names: ['file', 'signed-file'],
  },
  {
    title: 'The creator',
    about: 'Did its creator sign file and metadata, with keys that are theirs?',
    names: ['metadata', 'provenance', 'statement', 'signed-metadata', 'agreement', 'creator', 'signature'],
  },
  {
    title: 'The licence',
    about: 'Is it one that is known, with the text that is named, and do work and collection agree on it?',
    names: ['licence', 'licence-text'],
  },
  {
    title: 'The record',
    about: 'Is it in the public append-only log, whose root is signed?',
    names: ['log-entry', 'log-inclusion', 'log-checkpoint', 'log-anchor'],
  },
  {
    title: 'The chain',
    about: 'Does a proof lead from it to the state that the committee signed?',
    names: [
      'bundle',
      'chain',
      'certificate',
      'item',
      'collection',
      'owner',
      'identifier',
      'outcome',
      'effect',
    ],
  },
]

/** The checks of a result by the question that they answer; questions that were not asked are left out. */
export function checkGroups(verification: Verification): readonly CheckGroup[] {
  const checks = shownChecks(verification)
  return GROUPS.map(({ title, about, names }) => ({
    title,
    about,
    checks: checks.filter(({ name }) => names.some((each) => each === name)),
  })).filter((group) => group.checks.length > 0)
}

/** How a verdict looks and what it means for the person. */
export interface VerdictText {
  readonly title: string
  readonly meaning: string
  readonly tone: 'ok' | 'warn' | 'danger'
}

const VERDICTS: Readonly<Record<Verdict, VerdictText>> = {
  authentic: {
    title: 'Authentic',
    meaning: 'This is what its creator signed and minted. Every check holds.',
    tone: 'ok',
  },
  altered: {
    title: 'Altered',
    meaning: 'This is not what was minted: something was changed since. The failed checks say what.',
    tone: 'danger',
  },
  unknown: {
    title: 'Unknown',
    meaning:
      'Nothing like this was minted on this chain. That does not make it a forgery; nobody vouches for it here.',
    tone: 'warn',
  },
  revoked: {
    title: 'Revoked',
    meaning: 'It was minted here and has been burned since: there is no valid item any more.',
    tone: 'warn',
  },
  'other-chain': {
    title: 'Another chain',
    meaning: 'The proof belongs to another chain than the one this page is connected to.',
    tone: 'warn',
  },
  unverifiable: {
    title: 'Not verifiable',
    meaning: 'A proof or a signature is missing or does not hold. Do not rely on it.',
    tone: 'danger',
  },
}

/** Title, meaning and tone of a result. A transaction is not "authentic": it is confirmed. */
export function verdictText({ verdict, checks }: Verification): VerdictText {
  const transaction = checks.some(({ name }) => name === 'outcome')
  if (transaction && verdict === 'authentic')
    return {
      title: 'Confirmed',
      meaning: 'It is final on this chain, and what it did is in the certified state.',
      tone: 'ok',
    }
  if (isLicenceOnly(checks))
    return {
      title: 'Its licence does not hold',
      meaning:
        'It is what its creator signed and minted. What is said of the licence cannot be true: ask the creator before you use it.',
      tone: 'warn',
    }
  return VERDICTS[verdict]
}
