import type { RequestView } from '../wallet/cosign-tasks.ts'

const TITLES: Readonly<Record<string, string>> = {
  'balances.transfer': 'Payment',
  'nft.transfer': 'Transfer of an item',
}

/** What a request is called in a list: its work, or what its last call does. */
export function titleOf({ work, calls }: Pick<RequestView, 'work' | 'calls'>): string {
  if (work !== undefined) return `Mint “${work.name}”`
  const method = calls.at(-1)?.method ?? ''
  return TITLES[method] ?? method
}

/** An error's message as a sentence of its own. */
export function sentenceOf({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
