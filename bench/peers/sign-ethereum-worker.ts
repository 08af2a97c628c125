import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

interface Viem {
  mnemonicToAccount(
    mnemonic: string,
    options: { addressIndex: number },
  ): { address: string; signTransaction(transaction: object): Promise<string> }
}

const { folder, mnemonic, accounts, first, count } = workerData as {
  folder: string
  mnemonic: string
  accounts: number[]
  first: number
  count: number
}
const { mnemonicToAccount } = createRequire(join(folder, 'package.json'))('viem/accounts') as Viem
const to = mnemonicToAccount(mnemonic, { addressIndex: 1_000_000 }).address
const signed: { address: string; transactions: string[] }[] = []
for (const addressIndex of accounts) {
  const account = mnemonicToAccount(mnemonic, { addressIndex })
  const transactions: string[] = []
  for (let nonce = first; nonce < first + count; nonce++)
    transactions.push(
      await account.signTransaction({
        type: 'eip1559',
        chainId: 31_337,
        nonce,
        gas: 21_000n,
        maxFeePerGas: 1_000_000_000_000n,
        maxPriorityFeePerGas: 1_000_000_000n,
        to,
        value: 1n,
      }),
    )
  signed.push({ address: account.address, transactions })
}
parentPort?.postMessage(signed)
