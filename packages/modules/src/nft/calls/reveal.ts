import { hash, list, struct, u32 } from '@demiurge/codec'
import { call, RuntimeError } from '@demiurge/runtime'
import { MAX_REVEAL } from '../drop-state.ts'
import { BaseUri, BatchWork, checkContent, worksOf } from '../minting.ts'
import { revealPieces } from '../revealing.ts'

/** Hashes that stand for the rest of the tree: at most two for each of its 32 levels. */
const PROOF_HASHES = 64

/** Shows which pieces items are. */
export const reveal = call({
  doc: 'Gives sealed items of a drop their content and metadata: pieces that stand side by side, from number `first` on, with the proof that they were committed. Its creator may, after the deadline anybody.',
  params: struct({
    collection: hash,
    first: u32,
    baseUri: BaseUri,
    works: list(BatchWork, MAX_REVEAL),
    proof: list(hash, PROOF_HASHES),
  }),
  weight: ({ works, proof }) => 4_000 + works.length * 6_000 + proof.length * 300,
  check({ first, works }) {
    if (works.length === 0) throw new RuntimeError('nft.EmptyBatch', 'a reveal shows at least one piece')
    if (first === 0) throw new RuntimeError('nft.WrongPieces', 'first is 0: pieces are counted from 1')
    for (const { contentHash } of works) checkContent(contentHash)
  },
  run(ctx, { collection, first, baseUri, works, proof }) {
    revealPieces(ctx, { collection, first, works: worksOf(baseUri, works), proof })
  },
})
