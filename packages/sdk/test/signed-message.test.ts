import { deriveSigner, mnemonicToSeed, portableSuites } from '@demiurge/crypto'
import {
  formatSignedMessage,
  MAX_MESSAGE_BYTES,
  parseSignedMessage,
  SdkError,
  signMessage,
  verifyMessage,
} from '@demiurge/sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
const signerOf = (...suites: readonly string[]) =>
  deriveSigner(
    mnemonicToSeed(WORDS),
    suites.map((suite) => ({ suite, account: 0, index: 0 })),
    { suites: portableSuites },
  )
const ada = signerOf('ml-dsa-65')

test.for([['ml-dsa-44'], ['ed25519', 'ml-dsa-65']] as const)(
  'who signed a message with %s is known from it alone',
  (suites) => {
    const signer = signerOf(...suites)
    const text = formatSignedMessage(signMessage(signer, 'I painted this.\n— Ada, 2026'))
    const signed = parseSignedMessage(text)
    verifyMessage(signed, portableSuites)
    expect(signed.address).toBe(signer.address)
    expect(signed.message).toBe('I painted this.\n— Ada, 2026')
  },
)

test('another text, another signer or another key is noticed', () => {
  const signed = signMessage(ada, 'yes')
  const verify = (change: Partial<typeof signed>) => () =>
    verifyMessage({ ...signed, ...change }, portableSuites)
  expect(verify({})).not.toThrow()
  expect(verify({ message: 'no' })).toThrow(/the signature does not hold/)
  expect(verify({ address: signerOf('ml-dsa-44').address })).toThrow(/not those of the address/)
  expect(verify({ authorization: { ...signed.authorization, policy: null } })).toThrow(/names no keys/)
  expect(verify({ authorization: signMessage(signerOf('ml-dsa-44'), 'yes').authorization })).toThrow(SdkError)
  expect(verify({ format: 'demiurge.transaction.1' })).toThrow(/must be "demiurge.message.1"/)
})

test('what is too long or no text is refused before anything is signed', () => {
  expect(() => signMessage(ada, 'x'.repeat(MAX_MESSAGE_BYTES + 1))).toThrow(/at most 65536 bytes/)
  expect(() => signMessage(ada, '\ud800')).toThrow(SdkError)
})

test('any text that is no signed message gets a clear error', () => {
  const good = formatSignedMessage(signMessage(ada, 'yes'))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.nat(good.length).map((at) => good.slice(0, at)),
      ),
      (text) => {
        try {
          verifyMessage(parseSignedMessage(text), portableSuites)
          expect(text.trim()).toBe(good.trim())
        } catch (error) {
          expect(error).toBeInstanceOf(SdkError)
        }
      },
    ),
  )
})
