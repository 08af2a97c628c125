import type { Problem } from '@demiurge/studio/contract'

/** What the studio refused, and why, for people. */
export class StudioProblem extends Error {
  override readonly name = 'StudioProblem'
  /** Such as `session.WrongPassword`; `studio.Unreachable` where nothing answered. */
  readonly code: string
  readonly field: string | undefined
  readonly status: number

  constructor({ code, message, field }: Problem, status: number, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.field = field
    this.status = status
  }
}

/** Asks the studio behind this page, below `/studio`. Throws StudioProblem. */
export async function askStudio<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`/studio${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch((cause: unknown) => {
    const message = 'The studio does not answer. Is the node running?'
    throw new StudioProblem({ code: 'studio.Unreachable', message }, 0, cause)
  })
  const content: unknown = await answer.json().catch(() => undefined)
  if (answer.ok && content !== undefined) return content as T
  throw new StudioProblem(isProblem(content) ? content : UNKNOWN, answer.status)
}

const UNKNOWN: Problem = { code: 'studio.NoStudio', message: 'This server has no studio.' }

function isProblem(content: unknown): content is Problem {
  return typeof content === 'object' && content !== null && 'code' in content && 'message' in content
}

/** The message of a problem as a sentence. */
export function sentenceOf(error: Error): string {
  const text = `${error.message.slice(0, 1).toUpperCase()}${error.message.slice(1)}`
  return /[.!?]$/.test(text) ? text : `${text}.`
}
