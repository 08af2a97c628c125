import { readdirSync, readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { nativeHashes } from '@demiurge/crypto/native'
import { type PolicyOf, receiveTransaction, ZERO_HASH } from '@demiurge/ledger'
import { expect, test } from 'vitest'
import { Verifier } from '../src/pool/verifier.ts'
import { signedTransfer, testSigner } from './chain-client.ts'

const { digest } = nativeHashes['sha3-256']
const chainId = 'demiurge-dev'
const people = Array.from({ length: 5 }, (_, i) => testSigner(i))
const policyOf: PolicyOf = (account) => people.find(({ address }) => address === account)?.policy

/** A transfer by one of the people, its signature spoilt where that is wanted. */
function transfer(person: number, nonce: number, { withPolicy = false, spoilt = false } = {}) {
  const signer = people[person] ?? testSigner(person)
  const to = { to: signer.address, amount: 1n, nonce: BigInt(nonce), anchor: ZERO_HASH, withPolicy }
  const { bytes } = signedTransfer(signer, to)
  if (spoilt) bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1
  return receiveTransaction(bytes, digest)
}

const startWorker = (): Worker =>
  new Worker(new URL('../src/pool/verify-worker.ts', import.meta.url), { workerData: { chainId } })

test('threads that keep fewer policies than there are accounts give the right verdict on each', async () => {
  const verifier = new Verifier({ chainId, threads: 2, slots: 2 })
  const verdicts = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const spoilt = i % 7 === 3
      const checked = transfer(i % people.length, i, { withPolicy: i % 4 === 0, spoilt })
      const found = await verifier.verify(checked, policyOf).then(
        ({ id }) => id,
        ({ code }) => code as string,
      )
      return found === (spoilt ? 'tx.BadAuthorization' : checked.id)
    }),
  )
  expect(verdicts).toEqual(Array(60).fill(true))
  expect(verifier.waiting).toBe(0)
  await verifier.close()
})

test('more than a thread is asked at once comes back in order, each with its own verdict', async () => {
  const verifier = new Verifier({ chainId, threads: 1, slots: 3 })
  const isSpoilt = (i: number): boolean => i % 11 === 4
  const asked = Array.from({ length: 700 }, (_, i) => transfer(i % people.length, i, { spoilt: isSpoilt(i) }))
  const verdicts = await verifier.verifyAll(asked, policyOf)
  expect(verdicts.map((each) => (each instanceof Error ? each.name : each.id))).toEqual(
    asked.map(({ id }, i) => (isSpoilt(i) ? 'LedgerError' : id)),
  )
  expect(verifier.waiting).toBe(0)
  await verifier.close()
})

test('a thread that dies is replaced, and nothing that was asked is lost', async () => {
  const started: Worker[] = []
  const start = (): Worker => {
    const worker = startWorker()
    started.push(worker)
    return worker
  }
  const verifier = new Verifier({ chainId, threads: 1, start })
  const ask = (from: number): Promise<unknown>[] =>
    Array.from({ length: 400 }, (_, i) => verifier.verify(transfer(i % 5, from + i), policyOf))
  const asked = ask(0)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await started[0]?.terminate()
  await Promise.all([...asked, ...ask(1_000)])
  expect(started).toHaveLength(2)
  await verifier.close()
})

test('threads that only die are no verdict on a transaction', async () => {
  const start = (): Worker => new Worker('process.exit(1)', { eval: true })
  const verifier = new Verifier({ chainId, threads: 1, start })
  const error = await verifier.verify(transfer(0, 0), policyOf).catch((each: unknown) => each)
  expect(error).toMatchObject({ name: 'Error', message: expect.stringMatching(/ended 3 times/) })
  await verifier.close()
})

test('what consensus waits for is verified before many that were submitted', async () => {
  const verifier = new Verifier({ chainId, threads: 1 })
  const submitted = Array.from({ length: 1_500 }, (_, i) => transfer(i % 5, i))
  const order: string[] = []
  const flood = verifier.verifyAll(submitted, policyOf).then(() => order.push('flood'))
  const block = verifier
    .verifyAll(
      Array.from({ length: 300 }, (_, i) => transfer(i % 5, 10_000 + i, { spoilt: i === 7 })),
      policyOf,
      'consensus',
    )
    .then((verdicts) => {
      order.push('block')
      // Only what the thread had been given before is through with it.
      expect(verifier.waiting).toBeGreaterThan(500)
      expect(verdicts.flatMap((each, i) => (each instanceof Error ? i : []))).toEqual([7])
    })
  await Promise.all([flood, block])
  expect(order).toEqual(['block', 'flood'])
  expect(verifier.waiting).toBe(0)
  await verifier.close()
})

test.runIf(process.platform === 'linux')('verification threads give way to the main one', async () => {
  const niceOf = (thread: string): number => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
  }
  const nicer = (): number =>
    readdirSync('/proc/self/task').filter((each) => niceOf(each) === niceOf(String(process.pid)) + 5).length
  const before = nicer()
  const verifier = new Verifier({ chainId, threads: 2 })
  await verifier.verifyAll(
    people.map((_, i) => transfer(i, 0)),
    policyOf,
  )
  expect(nicer()).toBe(before + 2)
  await verifier.close()
})
