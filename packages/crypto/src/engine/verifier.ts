import type { SuiteName } from '../suites/table.ts'
import { suiteTable } from '../suites/table.ts'
import { createEngineInstance, type EngineExports } from './instance.ts'
import { createKeySlots, type KeySlots } from './key-slots.ts'

/** The schemes that the engine verifies. */
export type EngineName = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87' | 'falcon-512' | 'falcon-1024'

const PAGE = 0x1_0000
/** Memory grows by this much at once, or by a slot where that is more. */
const GROWTH = 0x10_0000

/** Verifies the signatures of one scheme, and keeps the public keys it met last expanded. */
export interface Verifier {
  /** Keys that are kept expanded. */
  readonly cachedKeys: number
  /** Most keys that will be. */
  readonly keyLimit: number
  /** Memory that one key takes. */
  readonly bytesPerKey: number
  /** Whether the signature is valid; anything of a wrong length is not. Keeps the key when it is. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array, context: Uint8Array): boolean
}

/** One thing that an engine instance works for: its memory seen as bytes, and where its buffers are. */
interface Workspace {
  readonly scheme: number
  readonly exports: EngineExports
  readonly slots: KeySlots
  readonly slotsAt: number
  readonly slotBytes: number
  readonly chunkAt: number
  readonly chunkBytes: number
  bytes: Uint8Array
}

/**
 * A verifier with memory of its own, or undefined where this platform cannot run the engine. `budgetBytes` bounds the memory for
 * expanded keys: 39 kB each for ML-DSA-65, 22 kB and 68 kB for 44 and 87, 3 kB and 6 kB for Falcon; one key is kept in any case. Memory is taken as keys come.
 */
export function createVerifier(name: EngineName, budgetBytes: number): Verifier | undefined {
  const parameters = suiteTable.find((row) => row.name === (name satisfies SuiteName))
  const exports = createEngineInstance()
  if (parameters === undefined || exports === undefined) return undefined
  const slotBytes = exports.slotBytes(parameters.id)
  // One slot of the budget is the spare one.
  const keyLimit = Math.max(1, Math.floor(budgetBytes / slotBytes) - 1)
  const workspace: Workspace = {
    scheme: parameters.id,
    exports,
    slots: createKeySlots(keyLimit),
    slotsAt: exports.slotsAt(),
    slotBytes,
    chunkAt: exports.chunkAt(),
    chunkBytes: exports.chunkBytes(),
    bytes: new Uint8Array(exports.memory.buffer),
  }
  const signatureAt = exports.signatureAt()
  const publicKeyAt = exports.publicKeyAt()
  return {
    get cachedKeys() {
      return workspace.slots.size
    },
    keyLimit,
    bytesPerKey: slotBytes,
    verify(signature, message, publicKey, context) {
      if (signature.length !== parameters.signatureBytes) return false
      if (publicKey.length !== parameters.publicKeyBytes) return false
      if (context.length > (parameters.hasContext ? 255 : 0)) return false
      workspace.bytes.set(publicKey, publicKeyAt)
      workspace.bytes.set(signature, signatureAt)
      return verifyInPlace(workspace, message, context)
    },
  }
}

/** Verifies what the buffers hold: under the key's slot if it has one, else under the spare slot, which it keeps if the signature holds. */
function verifyInPlace(workspace: Workspace, message: Uint8Array, context: Uint8Array): boolean {
  const { scheme, exports, slots } = workspace
  const fingerprint = exports.fingerprint(scheme)
  const known = slots.find(fingerprint)
  if (known !== undefined && exports.holdsKey(scheme, addressOf(workspace, known)) !== 0) {
    slots.touch(fingerprint)
    return verifyUnder(workspace, addressOf(workspace, known), message, context)
  }
  const slot = addressOf(workspace, slots.spare)
  reserve(workspace, slot + workspace.slotBytes)
  if (exports.expandKey(scheme, slot) === 0) return false
  const isValid = verifyUnder(workspace, slot, message, context)
  // Only a key that signed displaces another one: a flood of invented keys costs time but leaves the others where they are.
  if (isValid) slots.keep(fingerprint)
  return isValid
}

function addressOf({ slotsAt, slotBytes }: Workspace, slot: number): number {
  return slotsAt + slot * slotBytes
}

/** Makes memory reach up to `end`; growing moves the buffer. Throws a RangeError when the machine has no more. */
function reserve(workspace: Workspace, end: number): void {
  const missing = end - workspace.bytes.length
  if (missing <= 0) return
  workspace.exports.memory.grow(Math.ceil(Math.max(missing, GROWTH) / PAGE))
  workspace.bytes = new Uint8Array(workspace.exports.memory.buffer)
}

/** Passes context and message through the chunk; the message may be of any length. */
function verifyUnder(
  { scheme, exports, bytes, chunkAt, chunkBytes }: Workspace,
  slot: number,
  message: Uint8Array,
  context: Uint8Array,
): boolean {
  bytes.set(context, chunkAt)
  exports.startMessage(scheme, slot, context.length)
  if (message.length <= chunkBytes) {
    bytes.set(message, chunkAt)
    exports.absorbChunk(message.length)
  } else {
    for (let from = 0; from < message.length; from += chunkBytes) {
      const piece = message.subarray(from, from + chunkBytes)
      bytes.set(piece, chunkAt)
      exports.absorbChunk(piece.length)
    }
  }
  return exports.verifySignature(scheme, slot) !== 0
}
