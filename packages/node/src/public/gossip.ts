import { decode, encode } from '@demiurge/codec'
import { Certificate, checkCertificate } from '@demiurge/consensus'
import { merkleHasher, nativeSuites } from '@demiurge/crypto/native'
import { LedgerError, LIMITS } from '@demiurge/ledger'
import { stakingPort } from '@demiurge/modules'
import type { TopicHandler, Verdict } from '@demiurge/network/public'
import { RuntimeError } from '@demiurge/runtime'
import type { Chain } from '../chain/chain.ts'
import { TransactionsFrame } from '../peers/frames.ts'
import type { Submission } from '../submission.ts'

/** What no honest node hands on: it shows without a look at the state. */
const LIES: ReadonlySet<string> = new Set([
  'tx.Malformed',
  'tx.TooLarge',
  'tx.OtherChain',
  'tx.NoCalls',
  'tx.PayerMismatch',
  'tx.PayerIsSender',
  'tx.EmptyWindow',
  'tx.WindowTooLong',
  'tx.PolicyMismatch',
  'tx.BadAuthorization',
])

/**
 * Judges transactions that a neighbour hands on; each goes the same way into the pool as any other. A batch with a lie in it is
 * rejected, one with nothing new is dropped in silence. `onNew` hears of each that was taken.
 */
export function judgeTransactions(submission: Submission, onNew: (id: string) => void): TopicHandler {
  return async (bytes): Promise<Verdict> => {
    let verdict: Verdict = 'ignore'
    for (const transaction of decode(TransactionsFrame, bytes)) {
      const one = await judgeOne(submission, transaction, onNew)
      if (one === 'reject') return one
      if (one === 'accept') verdict = one
    }
    return verdict
  }
}

async function judgeOne(
  submission: Submission,
  transaction: Uint8Array,
  onNew: (id: string) => void,
): Promise<Verdict> {
  try {
    onNew(await submission.submit(transaction))
    return 'accept'
  } catch (error) {
    const isRefusal = error instanceof LedgerError || error instanceof RuntimeError
    if (!isRefusal) throw error
    // What the state refuses may have been true a moment ago.
    return LIES.has(error.code) ? 'reject' : 'ignore'
  }
}

/** Judges certificates: a forged one is rejected, one that is old or of an epoch that we do not know yet is dropped in silence. */
export function judgeCertificates(options: {
  readonly chain: Chain
  readonly certifiedHeight: () => bigint
  readonly onCertificate: (from: string, certificate: Certificate) => void
}): TopicHandler {
  const { chain, certifiedHeight, onCertificate } = options
  return (bytes, from): Verdict => {
    const certificate = decode(Certificate, bytes)
    const { index, epoch } = certificate.checkpoint
    const committee = stakingPort.committeeOf(chain, epoch)
    if (index <= certifiedHeight() || committee === undefined) return 'ignore'
    checkCertificate(certificate, committee, nativeSuites, merkleHasher.hashPairs)
    onCertificate(from, certificate)
    return 'accept'
  }
}

/** The most bytes of one batch: what gossip carries, less what stands around it. */
const BATCH_BYTES = 120 * 1024

/** Batches of canonical transactions as gossip carries them; one that is too large alone goes by other ways. */
export function batchesOf(transactions: readonly Uint8Array[]): readonly Uint8Array[] {
  const batches: Uint8Array[][] = [[]]
  let size = 0
  for (const bytes of transactions) {
    if (bytes.length > Math.min(BATCH_BYTES, LIMITS.transactionBytes)) continue
    if (size + bytes.length + 4 > BATCH_BYTES) {
      batches.push([])
      size = 0
    }
    batches.at(-1)?.push(bytes)
    size += bytes.length + 4
  }
  return batches.filter((batch) => batch.length > 0).map((batch) => encode(TransactionsFrame, batch))
}
