import type { LicenceUsage, LicenceUse } from '@demiurge/art'

/** A report as `licence report` gives it: of a folder nothing is asked of a node. */
export interface ShownReport extends LicenceUsage {
  readonly notKnown: readonly string[]
}

/** Problems that are printed; `--json` has all. */
const PRINTED = 20

/** What a folder does not tell. */
export const NOT_IN_FOLDER: readonly string[] = [
  'Who has the works, and what was minted under another licence: licence report --collection ID asks the chain.',
  'Whether anybody keeps to a licence, or agreed on something else with its holder.',
]

/** The report as a person reads it. */
export function formatReport(report: ShownReport): string {
  const { works, licensed, licences, commercial, derivatives, aiTraining, problems, notKnown } = report
  if (works === 0) return 'No works.'
  const more = problems.length - PRINTED
  return [
    `${licensed} of ${works} works are licensed.`,
    ...licences.map(formatUse),
    `Money may be earned with ${commercial}, ${derivatives} may be changed, ${aiTraining} may be used to train AI.`,
    ...problems.slice(0, PRINTED).map(({ work, status, detail }) => `${status.padEnd(8)}${work}: ${detail}`),
    ...(more > 0 ? [`and ${more} more: --json names all`] : []),
    ['Not known here:', ...notKnown.map((sentence) => `  ${sentence}`)].join('\n'),
  ].join('\n')
}

function formatUse({
  id,
  name,
  works,
  allows,
  textAt,
  textSha256,
  holders,
  largestHolders,
}: LicenceUse): string {
  const held = holders === null ? '' : `, ${holders} ${holders === 1 ? 'holder' : 'holders'}`
  const most = largestHolders
    .slice(0, 3)
    .map(({ account, works: count }) => `${account} (${count})`)
    .join(', ')
  return [
    '',
    `${id}  ${works} ${works === 1 ? 'work' : 'works'}${held}`,
    `  ${name}. ${allows.join(' ')}`,
    ...(textAt.length === 0 ? [] : [`  Text: ${textAt.join(', ')}`]),
    ...(textSha256 === null ? [] : [`  SHA-256 of the text: ${textSha256}`]),
    ...(most === '' ? [] : [`  Held by ${most}${(holders ?? 0) > 3 ? ' and others' : ''}`]),
    '',
  ].join('\n')
}
