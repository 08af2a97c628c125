/** What the browser test puts into a page: the portable suites and the engine, as an application's bundle would have them. @module */
import { createVerifier, type EngineName } from '../src/engine/verifier.ts'
import { portableSuites } from '../src/index.ts'

interface Sent {
  readonly name: EngineName
  readonly signature: string
  readonly message: string
  readonly publicKey: string
  readonly context: string
}

/** Whether the page has an engine, and the verdict of the portable suite on each claim. */
function verifyInPage(claims: readonly Sent[]): {
  readonly hasEngine: boolean
  readonly verdicts: boolean[]
} {
  const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex)
  return {
    hasEngine: createVerifier('ml-dsa-44', 0) !== undefined,
    verdicts: claims.map(({ name, signature, message, publicKey, context }) =>
      portableSuites
        .get(name)
        .verify(bytes(signature), bytes(message), bytes(publicKey), { context: bytes(context) }),
    ),
  }
}

Object.assign(globalThis, { verifyInPage })
