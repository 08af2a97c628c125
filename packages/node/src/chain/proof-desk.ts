import { ApiError } from '@demiurge/api'
import type { Certificate } from '@demiurge/consensus'
import type { Checkpoint } from '@demiurge/ledger'
import { createProof, type MemoryState, type Proof, type StateTree } from '@demiurge/state'

/** Proofs against a root that the committee has certified. */
export interface CertifiedProofs {
  readonly certificate: Certificate
  readonly proofs: readonly Proof[]
}

interface Waiting {
  readonly keys: readonly string[]
  readonly resolve: (proofs: CertifiedProofs) => void
}

interface Drawn {
  readonly index: bigint
  readonly ready: readonly (Waiting & { readonly proofs: readonly Proof[] })[]
}

/** Requests that may wait; each costs a branch for every key. */
const MOST_WAITING = 1_024
/**
 * Branches drawn at one checkpoint, while the next commit waits: some ten milliseconds of work. Whoever asks for more together, and
 * they may be many, waits for the checkpoint after, so that no number of light clients can hold up finality.
 */
const MOST_DRAWN = 2_048

/**
 * Serves state proofs against certified roots without keeping old versions of the tree: when nothing changed since the last
 * certificate the answer is there at once; otherwise the branches are drawn at the very moment the next checkpoint is executed and
 * handed out when its certificate arrives.
 */
export class ProofDesk {
  readonly #state: MemoryState
  readonly #tree: StateTree
  #certificate: Certificate | undefined
  #waiting: Waiting[] = []
  #drawn: Drawn[] = []

  constructor(state: MemoryState, tree: StateTree, certificate: Certificate | undefined) {
    this.#state = state
    this.#tree = tree
    this.#certificate = certificate
  }

  get certificate(): Certificate | undefined {
    return this.#certificate
  }

  /** Whether somebody waits: the validator then keeps its pace until the certificate is there. */
  get isWaitedFor(): boolean {
    return this.#waiting.length > 0 || this.#drawn.length > 0
  }

  /** Proofs of the keys, present or absent. Rejects with ApiError when too many wait. */
  prove(keys: readonly string[]): Promise<CertifiedProofs> {
    const certificate = this.#certificate
    if (certificate !== undefined && certificate.checkpoint.stateRoot === this.#tree.root)
      return Promise.resolve({ certificate, proofs: this.#draw(keys) })
    if (this.#waiting.length >= MOST_WAITING)
      return Promise.reject(
        new ApiError(
          'state.TooManyWaiting',
          `${MOST_WAITING} proofs wait for the next checkpoint already; try again in a second`,
          {
            status: 503,
          },
        ),
      )
    return new Promise((resolve) => this.#waiting.push({ keys, resolve }))
  }

  /** Called when a checkpoint was just executed and the tree is exactly at its root. */
  onCheckpoint(checkpoint: Checkpoint): void {
    if (this.#waiting.length === 0) return
    const ready = this.#waiting
      .splice(0, turnsAtOnce(this.#waiting))
      .map((waiting) => ({ ...waiting, proofs: this.#draw(waiting.keys) }))
    this.#drawn.push({ index: checkpoint.index, ready })
  }

  /** Called when a certificate is complete. */
  onCertificate(certificate: Certificate): void {
    this.#certificate = certificate
    const { index } = certificate.checkpoint
    for (const drawn of this.#drawn)
      for (const each of drawn.ready) {
        if (drawn.index === index) each.resolve({ certificate, proofs: each.proofs })
        // A later checkpoint was certified first: these branches will never be, so they are drawn anew.
        else if (drawn.index < index) this.#waiting.push(each)
      }
    this.#drawn = this.#drawn.filter((drawn) => drawn.index > index)
  }

  #draw(keys: readonly string[]): readonly Proof[] {
    return keys.map((key) => createProof(key, this.#state.bytes(key), this.#tree.prove(key)))
  }
}

/** How many of those who wait are served together. Whoever is first has its turn, however much it asks for. */
function turnsAtOnce(waiting: readonly Waiting[]): number {
  let keys = 0
  for (const [turn, each] of waiting.entries()) {
    keys += each.keys.length
    if (keys > MOST_DRAWN && turn > 0) return turn
  }
  return waiting.length
}
