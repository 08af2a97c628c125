import type { Command } from './command.ts'

/** Every command by its words. Each is loaded when it is needed: `--help` must not wait for the code of a node. */
export const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  'node start': () => import('./commands/node-start.ts'),
  'node status': () => import('./commands/node-status.ts'),
  'node profile': () => import('./commands/node-profile.ts'),
  'node reindex': () => import('./commands/node-reindex.ts'),
  'network start': () => import('./commands/network-start.ts'),
  'network status': () => import('./commands/network-status.ts'),
  'network stop': () => import('./commands/network-stop.ts'),
  'network kill': () => import('./commands/network-kill.ts'),
  'network restart': () => import('./commands/network-restart.ts'),
  'snapshot list': () => import('./commands/snapshot-list.ts'),
  'snapshot export': () => import('./commands/snapshot-export.ts'),
  'snapshot verify': () => import('./commands/snapshot-verify.ts'),
  'snapshot import': () => import('./commands/snapshot-import.ts'),
  'wallet create': () => import('./commands/wallet-create.ts'),
  'wallet import': () => import('./commands/wallet-import.ts'),
  'wallet list': () => import('./commands/wallet-list.ts'),
  'wallet show': () => import('./commands/wallet-show.ts'),
  'wallet send': () => import('./commands/wallet-send.ts'),
  'wallet share': () => import('./commands/wallet-share.ts'),
  'wallet export': () => import('./commands/wallet-export.ts'),
  'tx show': () => import('./commands/tx-show.ts'),
  'tx sign': () => import('./commands/tx-sign.ts'),
  'tx combine': () => import('./commands/tx-combine.ts'),
  'tx submit': () => import('./commands/tx-submit.ts'),
  'quantum entropy': () => import('./commands/quantum-entropy.ts'),
  'art generate': () => import('./commands/art-generate.ts'),
  'art collection': () => import('./commands/art-collection.ts'),
  'art rarity': () => import('./commands/art-rarity.ts'),
  'art export': () => import('./commands/art-export.ts'),
  'art patterns': () => import('./commands/art-patterns.ts'),
  'art palettes': () => import('./commands/art-palettes.ts'),
  'art sign': () => import('./commands/art-sign.ts'),
  'art credentials': () => import('./commands/art-credentials.ts'),
  'licence list': () => import('./commands/licence-list.ts'),
  'licence show': () => import('./commands/licence-show.ts'),
  'licence apply': () => import('./commands/licence-apply.ts'),
  'licence check': () => import('./commands/licence-check.ts'),
  'licence report': () => import('./commands/licence-report.ts'),
  'nft create-collection': () => import('./commands/nft-create-collection.ts'),
  'nft mint': () => import('./commands/nft-mint.ts'),
  'nft mint-collection': () => import('./commands/nft-mint-collection.ts'),
  'nft update-metadata': () => import('./commands/nft-update-metadata.ts'),
  'nft drop open': () => import('./commands/nft-drop-open.ts'),
  'nft drop show': () => import('./commands/nft-drop-show.ts'),
  'nft drop claim': () => import('./commands/nft-drop-claim.ts'),
  'nft drop close': () => import('./commands/nft-drop-close.ts'),
  'nft drop reveal': () => import('./commands/nft-drop-reveal.ts'),
  'nft show': () => import('./commands/nft-show.ts'),
  'nft list': () => import('./commands/nft-list.ts'),
  'nft transfer': () => import('./commands/nft-transfer.ts'),
  'nft burn': () => import('./commands/nft-burn.ts'),
  'nft verify': () => import('./commands/nft-verify.ts'),
  'studio users': () => import('./commands/studio-users.ts'),
  'studio reset': () => import('./commands/studio-reset.ts'),
  'studio audit': () => import('./commands/studio-audit.ts'),
  'studio worker': () => import('./commands/studio-worker.ts'),
  'provenance anchor': () => import('./commands/provenance-anchor.ts'),
  'chain head': () => import('./commands/chain-head.ts'),
  'chain commit': () => import('./commands/chain-commit.ts'),
}

/** The nouns in the order of the commands. */
export const nouns: readonly string[] = [
  ...new Set(Object.keys(commands).map((name) => name.split(' ')[0] ?? '')),
]

/** Whether two words are the beginning of commands of three (`nft drop open`). */
export function isGroup(noun: string | undefined, verb: string | undefined): boolean {
  return Object.keys(commands).some((name) => name.startsWith(`${noun} ${verb} `))
}
