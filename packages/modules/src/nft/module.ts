import { defineModule } from '@demiurge/runtime'
import { approve } from './calls/approve.ts'
import { burn } from './calls/burn.ts'
import { claim } from './calls/claim.ts'
import { closeDrop } from './calls/close-drop.ts'
import { createCollection } from './calls/create-collection.ts'
import { freezeCollection } from './calls/freeze-collection.ts'
import { freezeMetadata } from './calls/freeze-metadata.ts'
import { mint } from './calls/mint.ts'
import { mintBatch } from './calls/mint-batch.ts'
import { openDrop } from './calls/open-drop.ts'
import { reveal } from './calls/reveal.ts'
import { revoke } from './calls/revoke.ts'
import { setMinter } from './calls/set-minter.ts'
import { setOperator } from './calls/set-operator.ts'
import { setRoyalty } from './calls/set-royalty.ts'
import { setTrait } from './calls/set-trait.ts'
import { transfer } from './calls/transfer.ts'
import { updateMetadata } from './calls/update-metadata.ts'
import { updateMetadataBatch } from './calls/update-metadata-batch.ts'
import { keepSeed } from './draw.ts'
import * as dropInvariants from './drop-invariants.ts'
import * as events from './events.ts'
import * as invariants from './invariants.ts'

/** The DRC-369 standard: collections and items whose content, metadata and provenance can be checked by anyone. */
export const nft = defineModule({
  name: 'nft',
  version: 1,
  doc: 'Collections and items of the DRC-369 standard.',
  calls: {
    createCollection,
    freezeCollection,
    setMinter,
    mint,
    mintBatch,
    transfer,
    approve,
    revoke,
    setOperator,
    burn,
    setTrait,
    updateMetadata,
    freezeMetadata,
    setRoyalty,
    updateMetadataBatch,
    openDrop,
    claim,
    closeDrop,
    reveal,
  },
  events: { ...events },
  errors: {
    'nft.UnknownCollection': 'There is no such collection.',
    'nft.UnknownItem': 'There is no such item: it was never minted, or it was burned.',
    'nft.CollectionExists': 'The creator has a collection with this salt already.',
    'nft.NameRequired': 'A collection or trait was given without a name.',
    'nft.BadLimit': 'maxSupply or editions is zero.',
    'nft.NotCreator': 'Only the creator of the item or collection may do this.',
    'nft.NotMinter': 'Only the creator of the collection and approved minters may mint.',
    'nft.NotOwner': 'Only the owner, and where allowed an operator or the approved account, may do this.',
    'nft.CollectionFrozen': 'Minting in the collection has ended.',
    'nft.SupplyReached': 'The collection has no room for so many items.',
    'nft.EmptyBatch': 'The batch has no items.',
    'nft.ContentRequired': 'The content hash is zero.',
    'nft.ContentAlreadyMinted': 'The content was minted before and the collection declares no editions.',
    'nft.EditionsReached': 'All editions of the content that the collection allows are minted.',
    'nft.RoyaltyTooHigh': 'The royalty is above 5,000 ten-thousandths.',
    'nft.RoyaltyOnlyFalls': 'A royalty can be lowered, never raised.',
    'nft.Soulbound': 'The item is bound to its owner.',
    'nft.Locked': 'A module holds the item, or holds it for another reason.',
    'nft.NotApproved': 'Nobody is approved for the item.',
    'nft.OwnOperator': 'An owner cannot be their own operator.',
    'nft.MetadataFrozen': 'The metadata of the item can never change.',
    'nft.TooManyTraits': 'The item has as many traits as it can have.',
    'nft.Sealed': 'The item is of a drop and not revealed yet.',
    'nft.BadDrop': 'The terms of the drop contradict themselves.',
    'nft.DropStands': 'The first phase has begun, or pieces are claimed: the terms of the drop stand.',
    'nft.NotEmpty': 'The collection has items: a drop begins with an empty one.',
    'nft.InDrop': 'The collection has a drop: its items come into being by claims.',
    'nft.NoDrop': 'The collection has no drop.',
    'nft.UnknownPhase': 'The drop has no phase of that number.',
    'nft.PhaseNotOpen': 'The phase has not begun, or is over.',
    'nft.OtherPieces': 'The drop is of other pieces than the claim names: its terms were set anew.',
    'nft.OtherPrice': 'A piece costs another price than the claim names.',
    'nft.SoldOut': 'The drop or the phase has not so many pieces left.',
    'nft.NotListed': 'The phase has an allowlist, and the claim does not show the account on it.',
    'nft.AllowanceUsed': 'The account has claimed as many pieces as it may in the phase.',
    'nft.SaleOver': 'The sale of the drop is over.',
    'nft.SaleGoesOn': 'Until the last phase is over only the creator may end the sale.',
    'nft.NotDrawn': 'Which item is which piece is not drawn yet.',
    'nft.WrongPieces': 'The pieces are not those that the creator committed to.',
    'nft.NothingToReveal': 'No sealed item is one of the pieces.',
  },
  hooks: { afterCommit: keepSeed },
  invariants: { ...invariants, ...dropInvariants },
})
