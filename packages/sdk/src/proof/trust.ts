import type { ChainInfo } from '@demiurge/api'
import type { MerkleHasher } from '@demiurge/crypto'
import type { Committee } from '@demiurge/ledger'
import { checkpointDigest, committeeRoot } from '@demiurge/ledger'
import { SdkError } from '../error.ts'
import type { Caller } from '../wire/caller.ts'

/**
 * What makes a chain this chain and no other: its name, the digest of checkpoint 0, a committee of it from which later ones are followed,
 * and the name and keys of its provenance log (C2SP verifier keys).
 */
export interface TrustedChain {
  readonly chainId: string
  readonly genesis: string
  readonly committee: Committee
  readonly logOrigin: string
  readonly logKeys: readonly string[]
}

/** Where the trust in a chain comes from: the caller gave it, or the node was believed when it was first asked. */
export type TrustSource = 'given' | 'first-use'

/** The chain that a client holds everything against. */
export interface ChainTrust {
  readonly chain: TrustedChain
  readonly source: TrustSource
}

/**
 * Learns once what chain the node serves and keeps to it. A given chain wins; a node of another chain is then refused with SdkError
 * `trust.OtherChain`.
 */
export function createTrust(
  caller: Caller,
  given: TrustedChain | undefined,
  hasher: MerkleHasher,
): () => Promise<ChainTrust> {
  let known: Promise<ChainTrust> | undefined
  const learn = async (): Promise<ChainTrust> => {
    const info = await caller.request('chain_getInfo')
    const { chainId, genesis, committee, logOrigin, logKeys } = info
    checkOpening(info, hasher)
    if (given === undefined)
      return { chain: { chainId, genesis, committee, logOrigin, logKeys }, source: 'first-use' }
    if (given.chainId !== chainId || given.genesis !== genesis)
      throw new SdkError(
        'trust.OtherChain',
        `the node serves chain "${chainId}" with genesis ${genesis}, trusted is "${given.chainId}" with ${given.genesis}`,
      )
    return { chain: given, source: 'given' }
  }
  return () => {
    known ??= learn().catch((error: unknown) => {
      // A node that could not be reached is asked again.
      known = undefined
      throw error
    })
    return known
  }
}

/** The genesis digest is that of the first checkpoint, which names the first committee: so the digest alone is worth trusting. */
function checkOpening({ genesis, opening, committee }: ChainInfo, hasher: MerkleHasher): void {
  if (
    checkpointDigest(opening) !== genesis ||
    opening.closing?.nextCommitteeRoot !== committeeRoot(committee, hasher)
  )
    throw new SdkError(
      'trust.OtherChain',
      `the node shows a first checkpoint or a first committee that do not belong to genesis ${genesis}`,
    )
}
