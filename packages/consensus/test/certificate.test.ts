import { decode, encode } from '@demiurge/codec'
import { portableSuites } from '@demiurge/crypto'
import type { Committee } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { createNetwork } from '../../../sim/src/network.ts'
import { Certificate, ConsensusError, checkCertificate } from '../src/index.ts'

function certify(weights: readonly number[]): { certificate: Certificate; committee: Committee } {
  const network = createNetwork({ seed: 5, weights, suites: portableSuites, latencyMs: [1, 5] })
  for (const { seat } of network.peers) network.start(seat)
  network.run(20_000, () => network.peer(0).certificates.length > 0)
  const [certificate] = network.peer(0).certificates
  if (certificate === undefined) throw new Error('there is no certificate')
  return { certificate, committee: network.committee }
}

function codeOf(certificate: Certificate, committee: Committee): string | undefined {
  try {
    checkCertificate(certificate, committee, portableSuites)
  } catch (error) {
    if (error instanceof ConsensusError) return error.code
    throw error
  }
  return undefined
}

test('a committee of one certifies its checkpoints, and every changed byte of a certificate is noticed', () => {
  const { certificate, committee } = certify([1])
  expect(certificate.checkpoint.index).toBe(8n)
  expect(certificate.votes.length).toBe(1)
  expect(codeOf(certificate, committee)).toBeUndefined()
  const bytes = encode(Certificate, certificate)
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))
    expect(() => checkCertificate(decode(Certificate, changed), committee, portableSuites)).toThrow()
  }
})

test('a certificate needs authors of weight Q, each once, in order, of this epoch', () => {
  const { certificate, committee } = certify([1, 1, 1, 1])
  const { votes } = certificate
  const [first, second, third] = votes
  if (first === undefined || second === undefined || third === undefined) throw new Error('too few votes')
  const withVotes = (changed: Certificate['votes']): Certificate => ({ ...certificate, votes: changed })
  expect(codeOf(certificate, committee)).toBeUndefined()
  expect(codeOf(withVotes([first, second, third]), committee)).toBeUndefined()
  expect(codeOf(withVotes([first, second]), committee)).toBe('certificate.ShortOfQuorum')
  expect(codeOf(withVotes([]), committee)).toBe('certificate.ShortOfQuorum')
  expect(codeOf(withVotes([first, first, second]), committee)).toBe('certificate.NotCanonical')
  expect(codeOf(withVotes([second, first, third]), committee)).toBe('certificate.NotCanonical')
  expect(codeOf(withVotes([first, second, { ...third, author: 4 }]), committee)).toBe(
    'certificate.UnknownAuthor',
  )
  expect(codeOf(withVotes([first, { ...second, signature: first.signature }, third]), committee)).toBe(
    'certificate.BadSignature',
  )
  expect(codeOf(withVotes([first, { ...second, branch: first.branch }, third]), committee)).toBe(
    'certificate.BadSignature',
  )
  const later = { ...certificate, checkpoint: { ...certificate.checkpoint, epoch: 4n } }
  expect(codeOf(later, committee)).toBe('certificate.OtherEpoch')
  const moved = {
    ...certificate,
    checkpoint: { ...certificate.checkpoint, stateRoot: `0x${'22'.repeat(32)}` },
  }
  expect(codeOf(moved, committee)).toBe('certificate.BadSignature')
})

test('weight decides, not the number of votes', () => {
  const { certificate, committee } = certify([4, 1, 1, 1])
  const light = certificate.votes.filter(({ author }) => author !== 0)
  expect(codeOf(certificate, committee)).toBeUndefined()
  expect(codeOf({ ...certificate, votes: light }, committee)).toBe('certificate.ShortOfQuorum')
})

test('the keys of another committee certify nothing', () => {
  const { certificate, committee } = certify([1])
  const { publicKey } = portableSuites.get('ed25519').keyPairFromSeed(new Uint8Array(32).fill(99))
  const other = { ...committee, seats: committee.seats.map((seat) => ({ ...seat, key: publicKey })) }
  expect(codeOf(certificate, other)).toBe('certificate.BadSignature')
})
