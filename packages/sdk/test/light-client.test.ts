import type { EpochChange } from '@demiurge/api'
import { type Codec, encode, merkleize, portableHashPairs, toHex, u64 } from '@demiurge/codec'
import { type Certificate, checkCertificate, nextCommittee } from '@demiurge/consensus'
import { type KeyPair, portableMerkleHasher, portableSuites } from '@demiurge/crypto'
import {
  BlockHeader,
  blockMessage,
  type Checkpoint,
  type Committee,
  checkpointDigest,
  committeeRoot,
  signingRoot,
  ZERO_HASH,
} from '@demiurge/ledger'
import { createProof, createStateTree, type Proof, verifyProof } from '@demiurge/state'
import { expect, test } from 'vitest'
import { createCommittees } from '../src/index.ts'
import { provenBytes } from '../src/proof/prove.ts'

const suite = portableSuites.get('ed25519')
const means = { suites: portableSuites, hasher: portableMerkleHasher }
const keysOf = (epoch: number): KeyPair[] =>
  [1, 2, 3, 4].map((seat) => suite.keyPairFromSeed(new Uint8Array(32).fill(16 * epoch + seat)))

function committeeOf(epoch: number): Committee {
  return {
    epoch: BigInt(epoch),
    seats: keysOf(epoch).map(({ publicKey }, i) => ({
      account: `0x${(16 * epoch + i + 1).toString(16).padStart(64, '0')}`,
      suite: suite.id,
      key: publicKey,
      weight: BigInt(10 + i),
    })),
  }
}

/** Sibling subtrees of the vote in the header, made from the rules and not with the code under test. */
function branchOf(header: BlockHeader, at: string): string[] {
  const fields: readonly (readonly [string, Codec<unknown>])[] = Object.entries(BlockHeader.fields)
  const values: Readonly<Record<string, unknown>> = header
  const roots = fields.map(([name, codec]) => codec.root(values[name], portableHashPairs))
  const position = fields.findIndex(([name]) => name === at)
  return [0, 1, 2, 3].map((level) => {
    const width = 2 ** level
    const first = ((position >> level) ^ 1) * width
    const leaves = Buffer.concat(roots.slice(first, first + width))
    return toHex(merkleize(new Uint8Array(leaves), width, portableHashPairs))
  })
}

interface Signing {
  readonly authors?: readonly number[]
  readonly chainId?: string
  readonly vote?: { readonly index: bigint; readonly digest: string }
  readonly at?: string
  readonly keys?: readonly KeyPair[]
}

function certify(checkpoint: Checkpoint, signing: Signing = {}): Certificate {
  const { authors = [0, 1, 2, 3], chainId = 'test', at = 'checkpointVote' } = signing
  const keys = signing.keys ?? keysOf(Number(checkpoint.epoch))
  const vote = signing.vote ?? { index: checkpoint.index, digest: checkpointDigest(checkpoint) }
  return {
    checkpoint,
    votes: authors.map((author) => {
      const header: BlockHeader = {
        chainId,
        epoch: checkpoint.epoch,
        round: 9n,
        author,
        parents: [ZERO_HASH],
        timestampMs: 7n,
        payloadRoot: ZERO_HASH,
        payloadBytes: 0,
        checkpointVote: vote,
        beaconReveal: null,
        ticketsRoot: ZERO_HASH,
        evidenceRoot: ZERO_HASH,
        version: 1,
      }
      const key = keys[author]
      if (key === undefined) throw new Error(`there is no key for seat ${author}`)
      return {
        author,
        branch: branchOf(header, at),
        signature: suite.sign(blockMessage(signingRoot(header)), key),
      }
    }),
  }
}

const tree = createStateTree({ hasher: portableMerkleHasher })
const VALUE = encode(u64, 42n)
for (const key of ['a/one', 'a/two', 'a/three', 'b/four']) tree.set(key, VALUE)
tree.commit()

function checkpointOf(epoch: number, changed: Partial<Checkpoint> = {}): Checkpoint {
  return {
    epoch: BigInt(epoch),
    index: BigInt(64 * (epoch + 1)),
    previous: ZERO_HASH,
    commitDigest: ZERO_HASH,
    stateRoot: tree.root,
    receiptsRoot: ZERO_HASH,
    resume: ZERO_HASH,
    timestampMs: 5n,
    closing: null,
    ...changed,
  }
}

function closing(epoch: number, next = committeeOf(epoch + 1)): Checkpoint {
  return checkpointOf(epoch, { closing: { nextCommitteeRoot: committeeRoot(next), nextSeed: ZERO_HASH } })
}

function changeOf(epoch: number): EpochChange {
  return { certificate: certify(closing(epoch)), committee: committeeOf(epoch + 1) }
}

test('from the first committee a light client gets to the present one, and believes its certificates and proofs', async () => {
  let asked = 0
  const committees = createCommittees({
    first: committeeOf(0),
    changes: (from) => {
      asked++
      return Promise.resolve(
        [0, 1, 2, 3, 4]
          .filter((epoch) => BigInt(epoch) >= from)
          .map(changeOf)
          .slice(0, 2),
      )
    },
    ...means,
  })
  expect(await committees.of(5n)).toEqual(committeeOf(5))
  expect(asked).toBe(3)
  // What was followed once is remembered.
  expect(await committees.of(3n)).toEqual(committeeOf(3))
  expect(asked).toBe(3)
  const certificate = certify(checkpointOf(5))
  checkCertificate(certificate, await committees.of(5n), portableSuites)
  const proof = createProof('a/two', VALUE, tree.prove('a/two'))
  expect(provenBytes(proof, 'a/two', certificate.checkpoint.stateRoot, portableMerkleHasher)).toEqual(VALUE)
  const absent = createProof('c/none', undefined, tree.prove('c/none'))
  expect(provenBytes(absent, 'c/none', tree.root, portableMerkleHasher)).toBeUndefined()
})

const trusted = committeeOf(0)
const good = certify(checkpointOf(0))
const [firstVote] = good.votes
if (firstVote === undefined) throw new Error('a certificate has votes')
const believe =
  (certificate: Certificate, committee = trusted) =>
  (): void =>
    checkCertificate(certificate, committee, portableSuites)
const follow =
  (change: EpochChange, from = trusted) =>
  (): unknown =>
    nextCommittee(from, change, means)
const prove =
  (proof: Proof, key: string, root = tree.root) =>
  (): unknown =>
    provenBytes(proof, key, root, portableMerkleHasher)
const proof = createProof('a/two', VALUE, tree.prove('a/two'))
const withVote = (changed: Partial<typeof firstVote>): Certificate => ({
  ...good,
  votes: [{ ...firstVote, ...changed }, ...good.votes.slice(1)],
})
const shifted = (hex: string): string => `0x${hex.slice(4)}00`

/** Twenty ways to lie to a light client, and what it says. */
const FORGERIES: readonly (readonly [string, () => unknown, string])[] = [
  [
    'signed by another committee',
    believe(certify(checkpointOf(0), { keys: keysOf(3) })),
    'certificate.BadSignature',
  ],
  ['one vote short', believe({ ...good, votes: good.votes.slice(0, 2) }), 'certificate.ShortOfQuorum'],
  [
    'one vote counted twice',
    believe({ ...good, votes: [firstVote, firstVote, ...good.votes.slice(2)] }),
    'certificate.NotCanonical',
  ],
  ['votes out of order', believe({ ...good, votes: good.votes.toReversed() }), 'certificate.NotCanonical'],
  [
    'a seat that does not exist',
    believe({ ...good, votes: [...good.votes, { ...firstVote, author: 9 }] }),
    'certificate.UnknownAuthor',
  ],
  [
    'votes for another checkpoint',
    believe(certify(checkpointOf(0), { vote: { index: 72n, digest: ZERO_HASH } })),
    'certificate.BadSignature',
  ],
  [
    'another state under the same votes',
    believe({ ...good, checkpoint: { ...good.checkpoint, stateRoot: ZERO_HASH } }),
    'certificate.BadSignature',
  ],
  [
    'a changed branch',
    believe(withVote({ branch: firstVote.branch.toReversed() })),
    'certificate.BadSignature',
  ],
  [
    'a branch to another field',
    believe(certify(checkpointOf(0), { at: 'beaconReveal' })),
    'certificate.BadSignature',
  ],
  [
    'another seat’s signature',
    believe(withVote({ signature: good.votes[1]?.signature ?? new Uint8Array(64) })),
    'certificate.BadSignature',
  ],
  ['an empty signature', believe(withVote({ signature: new Uint8Array(0) })), 'certificate.BadSignature'],
  ['an epoch that is not the committee’s', believe(certify(checkpointOf(1))), 'certificate.OtherEpoch'],
  [
    'weights that were changed',
    follow({
      ...changeOf(0),
      committee: { ...committeeOf(1), seats: committeeOf(1).seats.map((seat) => ({ ...seat, weight: 1n })) },
    }),
    'committee.NotNext',
  ],
  [
    'a committee that the checkpoint does not name',
    follow({ ...changeOf(0), committee: { ...committeeOf(3), epoch: 1n } }),
    'committee.NotNext',
  ],
  [
    'a checkpoint that ends no epoch',
    follow({ certificate: good, committee: committeeOf(1) }),
    'committee.NotClosing',
  ],
  ['an epoch that was left out', follow(changeOf(1)), 'certificate.OtherEpoch'],
  ['the end of an epoch that is over', follow(changeOf(0), committeeOf(1)), 'certificate.OtherEpoch'],
  ['a proof of another entry', prove(proof, 'a/one'), 'proof.WrongKey'],
  [
    'a value that was altered',
    prove(createProof('a/two', encode(u64, 43n), tree.prove('a/two')), 'a/two'),
    'proof.',
  ],
  ['a proof against another root', prove(proof, 'a/two', shifted(tree.root)), 'proof.'],
  [
    'an entry that is there, said to be absent',
    prove({ ...proof, key: 'a/two', value: null } as never, 'a/two'),
    'proof.',
  ],
  [
    'a branch that was cut short',
    prove({ ...proof, siblings: proof.siblings.slice(1) } as never, 'a/two'),
    'proof.',
  ],
]

test.for(FORGERIES)('%s is refused', ([, forged, code]) => {
  expect(believe(good)).not.toThrow()
  expect(() => verifyProof(proof, tree.root, portableMerkleHasher)).not.toThrow()
  let found: unknown
  try {
    forged()
  } catch (error) {
    found = (error as { code?: unknown }).code
  }
  expect(String(found)).toContain(code)
})
