import type { SuiteEngine } from '../suites/suite.ts'
import { createVerifier, type EngineName, type Verifier } from './verifier.ts'

const MIB = 0x10_0000

/**
 * Memory for expanded keys by scheme, in each thread that verifies: 1,720 keys of ML-DSA-65, 760 and 240 of 44 and 87, 1,400 and
 * 700 of Falcon. Taken only as keys come.
 */
export const KEY_BUDGET_BYTES: Readonly<Record<EngineName, number>> = {
  'ml-dsa-44': 16 * MIB,
  'ml-dsa-65': 64 * MIB,
  'ml-dsa-87': 16 * MIB,
  'falcon-512': 4 * MIB,
  'falcon-1024': 4 * MIB,
}

/**
 * The suite engine with its verification done by the WebAssembly engine, where the platform can run that; else, and whenever that
 * fails by accident (no memory left), by itself. Both give the same verdicts. The verifier is made for the first signature.
 */
export function engineVerified(
  name: EngineName,
  engine: SuiteEngine,
  create: typeof createVerifier = createVerifier,
): SuiteEngine {
  let verifier: Verifier | undefined
  let isTried = false
  return {
    ...engine,
    verify(signature, message, publicKey, context) {
      try {
        if (!isTried) verifier = create(name, KEY_BUDGET_BYTES[name])
        isTried = true
        if (verifier !== undefined) return verifier.verify(signature, message, publicKey, context)
      } catch {
        // An exception here says nothing about the signature: the verifier itself answers with true or false only.
        isTried = true
      }
      return engine.verify(signature, message, publicKey, context)
    },
  }
}
