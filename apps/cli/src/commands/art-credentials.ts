import { defineCommand } from '../command.ts'

const VERDICTS = {
  authentic: 'Authentic: the file is as its creator signed it.',
  altered: 'Altered: the file or its credentials are not as they were signed.',
  foreign: 'The credentials hold; there is no statement of a Demiurge account in them.',
  none: 'The file has no content credentials.',
} as const

export const command = defineCommand({
  summary: 'Checks and explains the content credentials of a file, without a network.',
  positionals: ['FILE'],
  options: {},
  notes: ['Exits with 1 unless every check holds.'],
  examples: ['art credentials art.png', 'art credentials art.svg --json'],
  async run({ positionals: [path = ''], terminal }) {
    const [{ checkFile }, { formatAddress }] = await Promise.all([
      import('../credentials/check-file.ts'),
      import('@demiurge/codec'),
    ])
    const { verdict, checks, assertions, claimSigner, statement } = await checkFile(path)
    const creator = statement === undefined ? undefined : formatAddress(statement.creator)
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
        creator: creator ?? null,
        licence: statement?.licence ?? null,
      },
      text: [
        VERDICTS[verdict],
        ...checks.map(({ ok, detail }) => `${mark(ok)} ${detail}`),
        ...signedBy,
        ...assertions.map(({ label, meaning }) => `- ${label}: ${meaning}`),
      ].join('\n'),
      failed: verdict !== 'authentic' && verdict !== 'foreign',
    }
  },
})
