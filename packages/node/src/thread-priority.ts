import { constants, getPriority, setPriority } from 'node:os'

/** How much nicer a thread becomes: a contended processor is the other one's three times of four (sched(7)). With 10 signatures waited for a second beside a flood. */
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
