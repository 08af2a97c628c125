/** The chain's own rules: its modules, put together as one runtime. @module */
export { admission, type ChainTransaction } from './admission.ts'
export { balances } from './balances/module.ts'
export * as balancesPort from './balances/port.ts'
export * as balancesState from './balances/state.ts'
export { buildGenesis, ChainGenesis, type Demiurge, demiurge } from './demiurge.ts'
export { pieceOf, serialOf, startingIndex } from './nft/draw.ts'
export * as nftDropState from './nft/drop-state.ts'
export {
  Allowance,
  Allowlist,
  Drop,
  MAX_CLAIM,
  MAX_PHASES,
  MAX_REVEAL,
  Phase,
  Sale,
} from './nft/drop-state.ts'
export { checkTerms, endOf } from './nft/drop-terms.ts'
export { leafHash, rangeProof, rangeRoot, treeRoot } from './nft/merkle.ts'
export { nft } from './nft/module.ts'
export { type PieceHashes, pieceLeaf } from './nft/piece.ts'
export * as nftPort from './nft/port.ts'
export * as nftQueries from './nft/queries.ts'
export type { Listing } from './nft/sale.ts'
export * as nftState from './nft/state.ts'
export { Collection, Content, collectionId, Item, itemId, Trait } from './nft/state.ts'
export { plainTransfers } from './plain-transfers.ts'
export { defaultStakingParameters, staking } from './staking/module.ts'
export * as stakingPort from './staking/port.ts'
export * as stakingQueries from './staking/queries.ts'
export * as stakingState from './staking/state.ts'
export { system } from './system/module.ts'
export * as systemPort from './system/port.ts'
export * as systemState from './system/state.ts'
export { temporal } from './temporal/module.ts'
export * as temporalPort from './temporal/port.ts'
export { transparency } from './transparency/module.ts'
export * as transparencyPort from './transparency/port.ts'
export * as transparencyState from './transparency/state.ts'
export { Anchor } from './transparency/state.ts'
