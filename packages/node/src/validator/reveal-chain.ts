import { fromHex, toHex } from '@demiurge/codec'
import { nativeHashes } from '@demiurge/crypto/native'
import { temporalPort } from '@demiurge/modules'

const { digest: H } = nativeHashes['sha3-256']
const DOMAIN = new TextEncoder().encode('demiurge.reveal.seed.1')
const BYTES = 32

/** Links of one chain: one of them revealed in each epoch of ten minutes, enough for 16 weeks. */
export const CHAIN_LENGTH = 16_384

/**
 * A validator's hash chain for the beacon. Its last preimage is SHA3-256("demiurge.reveal.seed.1" || the validator's seed || generation
 * as 4 little-endian bytes), each link before it the hash of the next one; so it is found again after every restart.
 */
export class RevealChain {
  /** Chains of one validator are numbered from 0. */
  readonly generation: number
  readonly #links: Uint8Array
  /** Where the last link that was asked for stood. */
  #at = 0

  constructor(seed: Uint8Array, generation: number) {
    this.generation = generation
    const number = new Uint8Array(4)
    new DataView(number.buffer).setUint32(0, generation, true)
    this.#links = new Uint8Array((CHAIN_LENGTH + 1) * BYTES)
    let link = H(DOMAIN, seed, number)
    for (let i = CHAIN_LENGTH; ; i--) {
      this.#links.set(link, i * BYTES)
      if (i === 0) break
      link = H(temporalPort.LINK_DOMAIN, link)
    }
  }

  /** What a validator commits to, 0x hex. */
  get tip(): string {
    return toHex(this.#links.subarray(0, BYTES))
  }

  /** What is revealed after a link, and how many more there are then; undefined when the link is not of this chain, or its last. */
  after(link: string): { readonly preimage: string; readonly left: number } | undefined {
    const at = this.#find(fromHex(link))
    if (at === undefined || at >= CHAIN_LENGTH) return undefined
    const preimage = toHex(this.#links.subarray((at + 1) * BYTES, (at + 2) * BYTES))
    return { preimage, left: CHAIN_LENGTH - at - 1 }
  }

  /** The place of a link; reveals go on from where they were, so that it is found near the last one. */
  #find(link: Uint8Array): number | undefined {
    for (let i = 0; i <= CHAIN_LENGTH; i++) {
      const at = (this.#at + i) % (CHAIN_LENGTH + 1)
      if (Buffer.compare(this.#links.subarray(at * BYTES, (at + 1) * BYTES), link) !== 0) continue
      this.#at = at
      return at
    }
    return undefined
  }
}
