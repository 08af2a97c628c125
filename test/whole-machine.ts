import { mkdirSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Waits until no other test of this run has the machine to itself, and takes it: two whole networks of processes at once would only show
 * that a small machine is small. Give it more time than one of them takes.
 */
export function wholeMachine(): Promise<Disposable> {
  return takeLock('whole-machine')
}

/** Waits until no other test of this run has what is named, and takes it. */
export async function takeLock(name: string): Promise<Disposable> {
  // Test files run in threads of one process: its number makes the lock one of this run.
  const lock = join(tmpdir(), `demiurge-${name}-${process.pid}`)
  for (;;)
    try {
      mkdirSync(lock)
      return { [Symbol.dispose]: () => rmdirSync(lock) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
}
