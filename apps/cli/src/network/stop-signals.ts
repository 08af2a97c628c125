import { Interrupted } from '../error.ts'

/** What the person at the keyboard wants: `asked` is aborted by the first Ctrl-C, `insisted` by the second. */
export interface StopSignals extends Disposable {
  readonly asked: AbortSignal
  readonly insisted: AbortSignal
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens for the signals that ask this process to end, until it is disposed. */
export function stopSignals(): StopSignals {
  const asked = new AbortController()
  const insisted = new AbortController()
  const onSignal = (): void => (asked.signal.aborted ? insisted : asked).abort(new Interrupted())
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    asked: asked.signal,
    insisted: insisted.signal,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
