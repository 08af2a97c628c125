import { type Codec, merkleize, portableHashPairs, toHex } from '@demiurge/codec'
import type { Certificate } from '@demiurge/consensus'
import type { KeyPair } from '@demiurge/crypto'
import { nativeSuites } from '@demiurge/crypto/native'
import type { Committee } from '@demiurge/ledger'
import {
  BlockHeader,
  blockMessage,
  type Checkpoint,
  checkpointDigest,
  signingRoot,
  ZERO_HASH,
} from '@demiurge/ledger'

/** A certificate of a committee of one, made from the consensus rules and not with the code under test. */
export function certify(checkpoint: Checkpoint, chainId: string, keyPair: KeyPair): Certificate {
  const header: BlockHeader = {
    chainId,
    epoch: checkpoint.epoch,
    round: checkpoint.index + 1n,
    author: 0,
    parents: [ZERO_HASH],
    timestampMs: checkpoint.timestampMs,
    payloadRoot: ZERO_HASH,
    payloadBytes: 0,
    checkpointVote: { index: checkpoint.index, digest: checkpointDigest(checkpoint) },
    beaconReveal: null,
    ticketsRoot: ZERO_HASH,
    evidenceRoot: ZERO_HASH,
    version: 1,
  }
  const signature = nativeSuites.get(keyPair.suite).sign(blockMessage(signingRoot(header)), keyPair)
  return { checkpoint, votes: [{ author: 0, branch: voteBranch(header), signature }] }
}

/** The committee of one that holds this key. */
export function committeeOf(keyPair: KeyPair, account: string): Committee {
  const suite = nativeSuites.get(keyPair.suite).id
  return { epoch: 0n, seats: [{ account, suite, key: keyPair.publicKey, weight: 1n }] }
}

/** The sibling subtrees of the vote, from the leaf up: 13 fields are 16 leaves, so every sibling subtree is 2^k leaves wide. */
function voteBranch(header: BlockHeader): string[] {
  const fields: readonly (readonly [string, Codec<unknown>])[] = Object.entries(BlockHeader.fields)
  const values: Readonly<Record<string, unknown>> = header
  const roots = fields.map(([name, codec]) => codec.root(values[name], portableHashPairs))
  const at = fields.findIndex(([name]) => name === 'checkpointVote')
  return [0, 1, 2, 3].map((level) => {
    const width = 2 ** level
    const first = ((at >> level) ^ 1) * width
    const leaves = Buffer.concat(roots.slice(first, first + width))
    return toHex(merkleize(new Uint8Array(leaves), width, portableHashPairs))
  })
}
