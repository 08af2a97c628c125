import { type Certificate, checkCertificate } from '@demiurge/consensus'
import type { Suites } from '@demiurge/crypto'
import type { Committee } from '@demiurge/ledger'
import type { Campaign } from './campaign.ts'
import { fastSuites } from './suites.ts'

/**
 * What must hold of a run's papers beside its order: certificates that were handed out are believed, and forged ones are not; who
 * signed two blocks that honest nodes have seen is accused by all of them. Throws when not.
 */
export function checkPapers({ network, liars }: Campaign): void {
  const { committee } = network
  for (const { certificates } of network.peers) {
    const certificate = certificates.at(-1)
    if (certificate === undefined) continue
    checkCertificate(certificate, committee, fastSuites)
    for (const [name, forged, of] of forgeries(certificate, committee))
      if (isBelieved(forged, of, fastSuites)) throw new Error(`a forged certificate is believed: ${name}`)
  }
  const lying = new Set(liars.map(({ seat }) => seat))
  const accused = liars.filter(({ strategy }) => strategy === 'equivocate').map(({ seat }) => seat)
  for (const culprit of accused) {
    const seen = network.peers.some(
      ({ seat, disk }) => !lying.has(seat) && hasTwo(disk.filter(({ author }) => author === culprit)),
    )
    const told = network.peers.some(({ evidence }) =>
      evidence.some(({ value }) => value.first.header.author === culprit),
    )
    if (seen && !told) throw new Error(`seat ${culprit} signed two blocks for a round and nobody says so`)
  }
}

function hasTwo(blocks: readonly { readonly round: number; readonly id: string }[]): boolean {
  const byRound = new Map<number, string>()
  return blocks.some(({ round, id }) => {
    const before = byRound.get(round) ?? id
    byRound.set(round, before)
    return before !== id
  })
}

function forgeries(
  certificate: Certificate,
  committee: Committee,
): readonly (readonly [string, Certificate, Committee])[] {
  const { checkpoint, votes } = certificate
  const [first] = votes
  if (first === undefined) return []
  const flipped = { ...first, signature: first.signature.map((byte, i) => (i === 3 ? byte ^ 1 : byte)) }
  return [
    ['too few votes', { checkpoint, votes: votes.length > 1 ? [first] : [] }, committee],
    ['one vote counted often', { checkpoint, votes: votes.map(() => first).concat(first) }, committee],
    ['a broken signature', { checkpoint, votes: [flipped, ...votes.slice(1)] }, committee],
    ['another state', { checkpoint: { ...checkpoint, stateRoot: `0x${'99'.repeat(32)}` }, votes }, committee],
    ['another epoch', { checkpoint, votes }, { ...committee, epoch: committee.epoch + 1n }],
  ]
}

function isBelieved(certificate: Certificate, committee: Committee, suites: Suites): boolean {
  try {
    checkCertificate(certificate, committee, suites)
    return true
  } catch {
    return false
  }
}
