import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Operator } from '@demiurge/studio'
import type { Globals } from '../command.ts'
import { CommandError } from '../error.ts'

/** Opens the studio of a data folder as its operator, where its settings say that it is. Throws CommandError `studio.NoStudio` where there is none. */
export async function openOperatorOf({ data }: Globals): Promise<Operator & AsyncDisposable> {
  const { readSettings } = await import('@demiurge/node')
  const { studioDatabase, studioFolder } = readSettings({ flags: { data } }).values
  const folder = studioFolder === 'auto' ? join(data, 'studio') : studioFolder
  // Opening a database makes it: a mistyped folder should not look as if there were a studio.
  if (studioDatabase === '' && !existsSync(join(folder, 'studio.sqlite')))
    throw new CommandError('studio.NoStudio', `there is no studio in ${data}: name its folder with --data`)
  const { openOperator } = await import('@demiurge/studio')
  const operator = await openOperator({
    folder,
    nowMs: () => Date.now(),
    ...(studioDatabase === '' ? {} : { databaseUrl: studioDatabase }),
  })
  return { ...operator, [Symbol.asyncDispose]: () => operator.close() }
}
