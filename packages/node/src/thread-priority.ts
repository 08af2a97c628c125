import { constants, getPriority, setPriority } from 'node:os'

/** How much nicer a thread becomes: enough that a thread which wakes takes its place, few enough that it still has a third of a contended processor. */
const NICER = 5
/** The nicest that there is. */
const NICEST = constants.priority.PRIORITY_LOW

/**
 * Lets other threads go before the calling one where processors are few: the main thread, for which everybody waits, had to wait itself for
 * a quarter of the time under load. On Linux alone, where a nice value is a thread's own (setpriority(2), "C library/kernel differences");
 * elsewhere it would be the whole process that gives way.
 */
export function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(Math.min(getPriority() + NICER, NICEST))
  } catch {
    // A system that forbids even that: only speed is lost.
  }
}
