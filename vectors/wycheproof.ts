/** Project Wycheproof vectors for ML-DSA, ML-KEM and Ed25519. @module */
import { type Kem, type KeyPair, portableSuites, type Suite } from '@demiurge/crypto'
import {
  engines,
  fromVectorHex,
  readVectors,
  refuses,
  same,
  type VectorCase,
  type VectorSet,
} from './vector-set.ts'

interface SignatureTest {
  readonly tcId: number
  readonly msg?: string
  readonly ctx?: string
  readonly rnd?: string
  readonly sig: string
  readonly result: 'valid' | 'invalid'
}

interface SignatureGroup {
  readonly publicKey: string | null | { readonly pk: string }
  readonly privateKey?: string
  readonly privateSeed?: string
  readonly tests: readonly SignatureTest[]
}

interface KemTest {
  readonly tcId: number
  readonly seed?: string
  readonly dk?: string
  readonly ek?: string
  readonly m?: string
  readonly c?: string
  readonly K?: string
  readonly result: 'valid' | 'invalid'
}

interface File<Group> {
  readonly testGroups: readonly Group[]
}

/** Every Wycheproof file that is at hand. */
export function wycheproofVectors(): VectorSet {
  const sets = [
    verification('ed25519', 'ed25519_test'),
    ...(['44', '65', '87'] as const).flatMap((level) => [
      verification(`ml-dsa-${level}`, `mldsa_${level}_verify_test`),
      signing(`ml-dsa-${level}`, `mldsa_${level}_sign_seed_test`),
      signing(`ml-dsa-${level}`, `mldsa_${level}_sign_noseed_test`),
    ]),
    ...(['512', '768', '1024'] as const).flatMap((level) => mlKem(level)),
  ]
  return { cases: sets.flatMap(({ cases }) => cases), leftOut: sets.flatMap(({ leftOut }) => leftOut) }
}

function publicKeyOf({ publicKey }: SignatureGroup): Uint8Array {
  return fromVectorHex(typeof publicKey === 'string' ? publicKey : (publicKey?.pk ?? ''))
}

function contextOf({ ctx }: SignatureTest): { context?: Uint8Array } {
  return ctx === undefined ? {} : { context: fromVectorHex(ctx) }
}

function verification(name: string, file: string): VectorSet {
  const { testGroups } = readVectors<File<SignatureGroup>>(`wycheproof/${file}.json`)
  const cases = testGroups.flatMap((group) =>
    group.tests.flatMap((test) =>
      engines.map(
        ({ engine, suites }): VectorCase => ({
          family: `Wycheproof ${file} ${engine}`,
          id: `${test.tcId}`,
          check() {
            const message = fromVectorHex(test.msg)
            const verdict = suites
              .get(name)
              .verify(fromVectorHex(test.sig), message, publicKeyOf(group), contextOf(test))
            return verdict === (test.result === 'valid')
          },
        }),
      ),
    ),
  )
  return { cases, leftOut: [] }
}

function signing(name: string, file: string): VectorSet {
  const { testGroups } = readVectors<File<SignatureGroup>>(`wycheproof/${file}.json`)
  const tests = testGroups.flatMap((group) => group.tests.map((test) => ({ group, test })))
  const withMessage = tests.filter(({ test }) => test.msg !== undefined)
  const cases = withMessage.flatMap(({ group, test }) =>
    engines.map(
      ({ engine, suites }): VectorCase => ({
        family: `Wycheproof ${file} ${engine}`,
        id: `${test.tcId}`,
        check: () => signingCheck(suites.get(name), engine === 'portable', group, test),
      }),
    ),
  )
  const leftOut = {
    reason: `Wycheproof ${file}, a bare mu instead of a message: not offered`,
    count: tests.length - withMessage.length,
  }
  return { cases, leftOut: [leftOut] }
}

function signingCheck(
  suite: Suite,
  reproducible: boolean,
  group: SignatureGroup,
  test: SignatureTest,
): boolean {
  const message = fromVectorHex(test.msg)
  const keyPair = (): KeyPair =>
    group.privateKey === undefined
      ? suite.keyPairFromSeed(fromVectorHex(group.privateSeed))
      : { suite: suite.name, publicKey: publicKeyOf(group), secretKey: fromVectorHex(group.privateKey) }
  const entropy = test.rnd === undefined ? {} : { entropy: fromVectorHex(test.rnd) }
  const sign = () => suite.sign(message, keyPair(), { ...contextOf(test), ...entropy })
  if (test.result === 'invalid') return refuses(sign)
  if (reproducible) return same(sign(), fromVectorHex(test.sig))
  // OpenSSL's signatures are always randomised: another engine's verdict takes the place of equal bytes.
  return portableSuites.get(suite.name).verify(sign(), message, publicKeyOf(group), contextOf(test))
}

function mlKem(level: '512' | '768' | '1024'): VectorSet[] {
  const kem = `ml-kem-${level}` as const
  const set = (
    file: string,
    portableOnly: boolean,
    check: (kem: Kem, test: KemTest) => boolean,
  ): VectorSet => {
    const { testGroups } = readVectors<File<{ tests: KemTest[] }>>(`wycheproof/${file}.json`)
    const used = engines.filter(({ engine }) => engine === 'portable' || !portableOnly)
    const cases = testGroups.flatMap(({ tests }) =>
      tests.flatMap((test) =>
        used.map(
          ({ engine, kems }): VectorCase => ({
            family: `Wycheproof ${file} ${engine}`,
            id: `${test.tcId}`,
            check: () => check(kems[kem], test),
          }),
        ),
      ),
    )
    return { cases, leftOut: [] }
  }
  return [
    set(`mlkem_${level}_keygen_seed_test`, false, (k, test) =>
      same(k.keyPairFromSeed(fromVectorHex(test.seed)).publicKey, fromVectorHex(test.ek)),
    ),
    set(`mlkem_${level}_encaps_test`, true, encapsulationCheck),
    set(`mlkem_${level}_test`, false, (k, test) =>
      decapsulationCheck(k, test, () => k.keyPairFromSeed(fromVectorHex(test.seed))),
    ),
    set(`mlkem_${level}_semi_expanded_decaps_test`, false, (k, test) =>
      decapsulationCheck(k, test, () => ({
        kem: k.name,
        publicKey: fromVectorHex(test.ek),
        secretKey: fromVectorHex(test.dk),
      })),
    ),
  ]
}

function encapsulationCheck(kem: Kem, test: KemTest): boolean {
  const encapsulate = () => kem.encapsulate(fromVectorHex(test.ek), () => fromVectorHex(test.m))
  if (test.result === 'invalid') return refuses(encapsulate)
  const { ciphertext, sharedSecret } = encapsulate()
  return same(ciphertext, fromVectorHex(test.c)) && same(sharedSecret, fromVectorHex(test.K))
}

function decapsulationCheck(
  kem: Kem,
  test: KemTest,
  keyPair: () => Parameters<Kem['decapsulate']>[1],
): boolean {
  const decapsulate = () => kem.decapsulate(fromVectorHex(test.c), keyPair())
  if (test.result === 'invalid') return refuses(decapsulate)
  return same(decapsulate(), fromVectorHex(test.K))
}
