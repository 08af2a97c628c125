import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { openOperatorOf } from '../studio/operator.ts'

export const command = defineCommand({
  summary: 'Lists the members of the studio in a data folder.',
  positionals: [],
  options: {},
  notes: ['It reads the studio’s own database, whether a node runs on it or not.'],
  examples: ['studio users', 'studio users --data ~/.demiurge --json'],
  async run({ globals }) {
    await using operator = await openOperatorOf(globals)
    const members = await operator.members()
    const rows = members.map(
      ({ name, role, hasTotp, passkeys, isDisabled }) =>
        [
          name,
          [role, ...factorsOf(hasTotp, passkeys), ...(isDisabled ? ['disabled'] : [])].join(', '),
        ] as const,
    )
    return {
      data: members,
      text:
        rows.length === 0
          ? 'Nobody has an account: whoever reaches the studio on its own machine is its owner.'
          : columns(rows),
    }
  },
})

function factorsOf(hasTotp: boolean, passkeys: number): readonly string[] {
  const keys = passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`
  return [...(hasTotp ? ['authenticator app'] : []), ...(passkeys > 0 ? [keys] : [])]
}
