import { defineCommand } from '../command.ts'
import { CommandError } from '../error.ts'
import { openOperatorOf } from '../studio/operator.ts'

export const command = defineCommand({
  summary: 'Makes a link by which a member who lost everything comes back to the studio.',
  positionals: ['NAME'],
  options: {
    page: { value: 'URL', doc: 'address of the creator page; http://localhost:7862 when left out' },
  },
  notes: [
    'Whoever opens the link sets a new password for that member. Their authenticator app, passkeys, recovery codes and sessions end when it is used. It works once, for three days; making another ends it. A disabled member is enabled.',
    'It is written into the audit log as done by the operator.',
  ],
  examples: ['studio reset ada', 'studio reset ada --page https://studio.example --json'],
  async run({ globals, positionals, values }) {
    const [name = ''] = positionals
    const page = URL.parse(values.page ?? 'http://localhost:7862')
    if (page === null)
      throw new CommandError(
        'studio.BadPage',
        `--page ${values.page}: write an address such as https://studio.example`,
      )
    await using operator = await openOperatorOf(globals)
    const secret = await operator.reset(name)
    if (secret === undefined) {
      const names = (await operator.members()).map((member) => member.name)
      throw new CommandError(
        'studio.NoMember',
        `there is no member ${name}${names.length === 0 ? ': nobody has an account' : `: there are ${names.join(', ')}`}`,
      )
    }
    page.hash = `join=${secret.token}`
    const { expiresMs, role } = secret.invite
    return {
      data: { name: secret.invite.for, role, link: page.href, expires: new Date(expiresMs).toISOString() },
      text: `${secret.invite.for} sets a new password here, once, until ${new Date(expiresMs).toISOString()}:\n\n  ${page.href}`,
    }
  },
})
