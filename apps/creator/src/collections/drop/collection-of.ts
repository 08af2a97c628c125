/** @module Apart, so that the hash and the codecs behind an identifier are fetched when one is first needed. */
export { mintedCollectionId } from '@demiurge/sdk'
