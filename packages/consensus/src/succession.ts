import type { MerkleHasher, Suites } from '@demiurge/crypto'
import { type Committee, committeeRoot } from '@demiurge/ledger'
import { type Certificate, checkCertificate } from './certificate.ts'
import { ConsensusError } from './error.ts'

/**
 * The committee that follows a trusted one: the step of every light client and of whoever joins by a snapshot. `certificate` is that of
 * the checkpoint which closes the trusted committee's epoch; `committee` is said to be the one that it names. Throws ConsensusError
 * `certificate.…` when the certificate is not the trusted committee's, `committee.NotClosing`, `committee.NotNext`.
 */
export function nextCommittee(
  trusted: Committee,
  { certificate, committee }: { readonly certificate: Certificate; readonly committee: Committee },
  { suites, hasher }: { readonly suites: Suites; readonly hasher: MerkleHasher },
): Committee {
  checkCertificate(certificate, trusted, suites, hasher.hashPairs)
  const { closing, epoch, index } = certificate.checkpoint
  if (closing === null)
    throw new ConsensusError(
      'committee.NotClosing',
      `checkpoint ${index} does not end epoch ${epoch}: it names no committee`,
    )
  if (committee.epoch !== epoch + 1n || committeeRoot(committee, hasher) !== closing.nextCommitteeRoot)
    throw new ConsensusError(
      'committee.NotNext',
      `the committee of epoch ${committee.epoch} is not the one that checkpoint ${index} names for epoch ${epoch + 1n}`,
    )
  return committee
}
