import type { RequestView } from '../wallet/cosign-tasks.ts'

/** What a request is called in a list: its work, or what its last call does. */
export function titleOf({ work, calls }: Pick<RequestView, 'work' | 'calls'>): string {
  return work === undefined ? (calls.at(-1)?.method ?? 'Request') : `Mint “${work.name}”`
}

/** An error's message as a sentence of its own. */
export function sentenceOf({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
