import type { CheckName, Verification } from '@demiurge/sdk'
import type { ShownCheck } from './checks.tsx'

/** What each check is called for people. */
const TITLES: Readonly<Record<CheckName, string>> = {
  bundle: 'The proof can be read',
  chain: 'It is of this chain',
  certificate: 'The committee signed the state',
  item: 'The item is in that state',
  collection: 'Its collection is in that state',
  file: 'The file is the one that was minted',
  metadata: 'The metadata are unchanged',
  provenance: 'The signed statement is the one that was minted',
  statement: 'The statement is well formed',
  'signed-file': 'The creator signed this file',
  'signed-metadata': 'The creator signed these metadata',
  agreement: 'File, metadata and statement agree',
  creator: 'The signer is the creator of the item',
  signature: 'The post-quantum signature is valid',
  'log-entry': 'The transparency log records it',
  'log-inclusion': 'The record is inside the log',
  'log-checkpoint': 'The log is signed',
  'log-anchor': 'The log’s head is on the chain',
  owner: 'The owner is proved',
  identifier: 'The content gives the identifier',
  outcome: 'It took effect',
  effect: 'What it minted is in the state',
  items: 'Every work is in that state',
  complete: 'No work is missing',
  supply: 'The supply keeps its limit',
  contents: 'Every content is as unique as promised',
  draw: 'Which work is which piece is drawn',
  sealed: 'What is sealed waits for its reveal',
  licence: 'The licence is one, and holds',
  'licence-text': 'The text of the licence is the one that is named',
}

/** The checks of a verification with titles for people, as `CheckList` and `VerifiedMark` take them. */
export function shownChecks({ checks }: Pick<Verification, 'checks'>): readonly ShownCheck[] {
  return checks.map((check) => ({ ...check, title: TITLES[check.name] }))
}
