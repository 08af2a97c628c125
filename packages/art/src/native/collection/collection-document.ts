/** @module `collection.json` of a finished collection: what its page says, and the commitment to all of its pieces. */
import type { CollectionProvenance } from '../../collection/provenance.ts'
import { licenceAddress } from '../../licences/work.ts'
import { canonicalJson } from '../../metadata/canonical-json.ts'
import { type RunPlan, statedLicence } from './manifest.ts'

/** Names of the files. */
export const COLLECTION_FILE = 'collection.json'
export const PROVENANCE_FILE = 'provenance.json'
/** The text of a licence that is not the same for all. */
export const LICENCE_FILE = 'LICENSE.txt'

/**
 * The collection's metadata as canonical JSON: members as OpenSea reads them of a contract ("contract-level metadata"), schema.org's `license`, and the provenance,
 * so that the hash of this document, put on chain when the collection is opened, commits to every piece before any is minted.
 */
export function collectionDocument(plan: RunPlan, provenance: CollectionProvenance): string {
  const { description = '', symbol, royaltyBps, creator } = plan.definition
  const licence = statedLicence(plan)?.claim
  const address = licence && licenceAddress(licence)
  return canonicalJson({
    name: plan.name,
    description,
    ...(symbol === undefined ? {} : { symbol }),
    ...(royaltyBps === undefined ? {} : { seller_fee_basis_points: royaltyBps }),
    ...(address === undefined ? {} : { license: address }),
    demiurge: {
      version: 1,
      createdAt: plan.createdAt,
      provenance,
      ...licence,
      ...(creator === undefined ? {} : { creator }),
    },
  })
}
