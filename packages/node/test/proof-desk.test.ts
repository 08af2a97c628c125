import type { Certificate } from '@demiurge/consensus'
import { merkleHasher } from '@demiurge/crypto/native'
import type { Checkpoint } from '@demiurge/ledger'
import { createStateTree, MemoryState, verifyProof } from '@demiurge/state'
import { expect, test } from 'vitest'
import { ProofDesk } from '../src/chain/proof-desk.ts'

const KEYS = 64
const keyOf = (n: number): string => `balances/accounts/0x${n.toString(16).padStart(64, '0')}`

/** A desk over a state of some accounts, and checkpoints of it one after the other. */
function desk() {
  const state = new MemoryState()
  const tree = createStateTree({ hasher: merkleHasher })
  for (let n = 0; n < 1_000; n++) {
    const value = Uint8Array.of(n & 255, n >> 8)
    state.load(keyOf(n), value)
    tree.set(keyOf(n), value)
  }
  const made = new ProofDesk(state, tree, undefined)
  let index = 0n
  return {
    made,
    /** Another value under one key, and the checkpoint with it. */
    execute(): Checkpoint {
      index += 8n
      tree.set(keyOf(0), Uint8Array.of(Number(index)))
      state.load(keyOf(0), Uint8Array.of(Number(index)))
      const checkpoint = { index, stateRoot: tree.commit() } as Checkpoint
      made.onCheckpoint(checkpoint)
      return checkpoint
    },
    certify(checkpoint: Checkpoint): void {
      made.onCertificate({ checkpoint } as Certificate)
    },
  }
}

test('very many who ask at once have their proofs from several checkpoints, in their order, each under the root that it is told with', async () => {
  const { made, execute, certify } = desk()
  const answered: number[] = []
  const asked = Array.from({ length: 100 }, async (_, i) => {
    const keys = Array.from({ length: KEYS }, (_, k) => keyOf(i * 17 + k))
    const { certificate, proofs } = await made.prove(keys)
    answered.push(i)
    for (const [k, proof] of proofs.entries())
      expect(verifyProof(proof, certificate.checkpoint.stateRoot, merkleHasher).present).toBe(
        i * 17 + k < 1_000,
      )
    return certificate.checkpoint.index
  })
  for (let round = 0; round < 4; round++) {
    expect(made.isWaitedFor).toBe(true)
    certify(execute())
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(made.isWaitedFor).toBe(false)
  const indices = await Promise.all(asked)
  expect(answered).toEqual(asked.map((_, i) => i))
  // 2,048 keys at a checkpoint, 64 in a request.
  expect([8n, 16n, 24n, 32n].map((each) => indices.filter((index) => index === each).length)).toEqual([
    32, 32, 32, 4,
  ])
})

test('a request for more than is drawn at once has its turn all the same', async () => {
  const { made, execute, certify } = desk()
  const large = made.prove(Array.from({ length: 3_000 }, (_, n) => keyOf(n)))
  const small = made.prove([keyOf(1)])
  certify(execute())
  expect((await large).proofs).toHaveLength(3_000)
  certify(execute())
  expect((await small).certificate.checkpoint.index).toBe(16n)
})

test('branches whose checkpoint another one overtook are drawn anew', async () => {
  const { made, execute, certify } = desk()
  const proof = made.prove([keyOf(0)])
  execute()
  certify(execute())
  expect(made.isWaitedFor).toBe(true)
  const last = execute()
  certify(last)
  const { certificate, proofs } = await proof
  expect(certificate.checkpoint).toBe(last)
  expect(proofs.map((each) => verifyProof(each, last.stateRoot, merkleHasher).present)).toEqual([true])
})

test('a desk with too many requests refuses more', async () => {
  const { made } = desk()
  for (let i = 0; i < 1_024; i++) void made.prove([keyOf(i)])
  await expect(made.prove([keyOf(0)])).rejects.toMatchObject({ code: 'state.TooManyWaiting' })
})
