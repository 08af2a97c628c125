import { existsSync, readFileSync } from 'node:fs'

const EVERY_MS = 300

/**
 * `npm start` runs us below a shell below npm. When npm is killed with -9 the signal reaches neither, and a node without a terminal
 * would keep ports and folder for ever. Resolves when one of these two is gone; never, when npm did not start us.
 */
export function npmIsGone(): Promise<string> {
  const above = process.env.npm_lifecycle_event === undefined ? [] : parents(2)
  return new Promise((resolve) => {
    if (above.length === 0) return
    const timer = setInterval(() => {
      if (above.every(isAlive)) return
      clearInterval(timer)
      resolve('npm is gone')
    }, EVERY_MS)
    timer.unref()
  })
}

/** The processes above this one, nearest first; where the system does not tell, only the parent that Node knows. */
function parents(levels: number): readonly number[] {
  const found = [process.ppid]
  for (let at = process.ppid; found.length < levels; ) {
    const parent = statOf(at)?.parent
    if (parent === undefined || parent <= 1) break
    found.push(parent)
    at = parent
  }
  return found
}

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // A process that nobody has waited for yet still has its number.
  return statOf(pid)?.state !== 'Z'
}

/** State and parent as Linux tells them (proc(5)); the name before them may hold anything, so that they are counted from its end. */
function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  const path = `/proc/${pid}/stat`
  if (!existsSync(path)) return undefined
  const [state = '', parent = ''] = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return { state, parent: Number(parent) }
}
