import type { Logger } from 'pino'

/** What changes while a node lives. */
export interface Life {
  stopping: boolean
  /** A checkpoint was certified since the start: everything works. */
  certified: boolean
  /** Called when that happens. */
  onCertified: () => void
}

/** A life that begins: what it resolves when it is well, and when it must end. */
export function begin(logger: Logger): {
  readonly life: Life
  readonly certified: Promise<undefined>
  readonly failed: Promise<unknown>
  readonly fail: (error: unknown) => void
} {
  const { promise: certified, resolve: onCertified } = Promise.withResolvers<undefined>()
  const { promise: failed, resolve: onFailed } = Promise.withResolvers<unknown>()
  const life: Life = { stopping: false, certified: false, onCertified: () => onCertified(undefined) }
  const fail = (error: unknown): void => {
    logger.fatal({ err: error }, 'the node must stop')
    life.stopping = true
    onFailed(error)
  }
  return { life, certified, failed, fail }
}

/** Why a node cannot serve now; empty when it can. */
export function unreadiness({ stopping, certified }: Life): readonly string[] {
  if (stopping) return ['the node is stopping']
  return certified ? [] : ['no checkpoint has been certified since the start']
}
