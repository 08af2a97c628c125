/** A render machine is told what it lacks before it begins. */
import { expect, test } from 'vitest'
import { run } from './run.ts'

test('a render machine needs a database and a folder, and takes no password from a flag', async () => {
  const none = await run(['studio', 'worker', '--folder', '/tmp/studio'])
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('DEMIURGE_STUDIO_DATABASE') })
  const secret = 'postgresql://ada:s3cret@127.0.0.1/studio'
  const shown = await run(['studio', 'worker', '--studio-database', secret, '--folder', '/tmp/studio'])
  expect(shown).toMatchObject({ code: 2, err: expect.stringContaining('leave the password out') })
  expect(shown.err).not.toContain('s3cret')
  const other = await run(['studio', 'worker', '--studio-database', 'mysql://ada@127.0.0.1/studio'])
  expect(other.code).toBe(2)
  const nowhere = await run(['studio', 'worker', '--studio-database', 'postgresql://ada@127.0.0.1/studio'])
  expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('--folder') })
})
