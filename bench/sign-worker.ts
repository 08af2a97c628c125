import { parentPort, workerData } from 'node:worker_threads'
import { signedTransfer, testSigner } from '../packages/node/test/chain-client.ts'

const { accounts, perAccount, anchor, suite, to } = workerData as {
  accounts: number[]
  perAccount: number
  anchor: string
  suite: string
  to: string
}
const batches = accounts.map((account) => {
  const signer = testSigner(account, suite)
  // Nonce 0 registers the account's keys and is sent before the clock starts.
  return Array.from(
    { length: perAccount + 1 },
    (_, nonce) => signedTransfer(signer, { to, amount: 1_000_000n, nonce: BigInt(nonce), anchor }).bytes,
  )
})
parentPort?.postMessage(batches)
