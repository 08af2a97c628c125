/** NIST ACVP vectors for FIPS 203, 204 and 205. @module */
import { portableSuites, type Suite, type SuiteName } from '@demiurge/crypto'
import {
  engines,
  fromVectorHex,
  type LeftOut,
  readVectors,
  refuses,
  same,
  type VectorCase,
  type VectorSet,
} from './vector-set.ts'

interface Group<T> {
  readonly tgId: number
  readonly parameterSet: string
  readonly signatureInterface?: 'external' | 'internal'
  readonly preHash?: string
  readonly function?: string
  readonly tests: readonly T[]
}

interface File<T> {
  readonly testGroups: readonly Group<T>[]
}

interface Hex {
  readonly tcId: number
  readonly testPassed?: boolean
  readonly [field: string]: string | number | boolean | undefined
}

const hex = (test: Hex, field: string): Uint8Array => {
  const value = test[field]
  return fromVectorHex(typeof value === 'string' ? value : '')
}

const nameOf = (parameterSet: string): SuiteName => parameterSet.toLowerCase() as SuiteName

/** Every ACVP file that is at hand. */
export function acvpVectors(): VectorSet {
  const sets = [mlDsaKeyGen(), mlDsaSigGen(), mlDsaSigVer(), mlKemKeyGen(), mlKemEncapDecap(), slhDsaKeyGen()]
  return { cases: sets.flatMap(({ cases }) => cases), leftOut: sets.flatMap(({ leftOut }) => leftOut) }
}

function mlDsaKeyGen(): VectorSet {
  const { testGroups } = readVectors<File<Hex>>('acvp/ML-DSA-keyGen-FIPS204/internalProjection.json.gz')
  const message = new TextEncoder().encode('the same expanded key signs the same')
  const cases = testGroups.flatMap(({ parameterSet, tests }) =>
    tests.flatMap((test) =>
      engines.map(
        ({ engine, suites }): VectorCase => ({
          family: `ACVP ${parameterSet} keyGen ${engine}`,
          id: `${test.tcId}`,
          check() {
            const pair = suites.get(nameOf(parameterSet)).keyPairFromSeed(hex(test, 'seed'))
            if (!same(pair.publicKey, hex(test, 'pk'))) return false
            // Key pairs keep the seed; that it expands to the published key shows in equal deterministic signatures.
            const { sign } = portableSuites.get(nameOf(parameterSet))
            return same(sign(message, pair), sign(message, { ...pair, secretKey: hex(test, 'sk') }))
          },
        }),
      ),
    ),
  )
  return { cases, leftOut: [] }
}

/** Only the pure external interface is offered: no HashML-DSA, no signing of a bare mu or a formatted message. */
function offered(
  mode: string,
  groups: readonly Group<Hex>[],
): { kept: readonly Group<Hex>[]; leftOut: LeftOut[] } {
  const count = (found: readonly Group<Hex>[]) => found.reduce((sum, { tests }) => sum + tests.length, 0)
  const preHash = groups.filter((group) => group.preHash === 'preHash')
  const internal = groups.filter((group) => group.signatureInterface === 'internal')
  return {
    kept: groups.filter((group) => group.signatureInterface === 'external' && group.preHash === 'pure'),
    leftOut: [
      { reason: `ACVP ML-DSA ${mode} with a pre-hash (HashML-DSA): not offered`, count: count(preHash) },
      {
        reason: `ACVP ML-DSA ${mode}, internal interface (bare mu or formatted message): not offered`,
        count: count(internal),
      },
    ],
  }
}

function mlDsaSigGen(): VectorSet {
  const directory = 'acvp/ML-DSA-sigGen-FIPS204'
  const { testGroups } = readVectors<File<Hex>>(`${directory}/prompt.json.gz`)
  const expected = readVectors<File<Hex>>(`${directory}/expectedResults.json.gz`)
  const results = new Map(expected.testGroups.flatMap(({ tests }) => tests).map((test) => [test.tcId, test]))
  const { kept, leftOut } = offered('sigGen', testGroups)
  const cases = kept.flatMap(({ parameterSet, tests }) =>
    tests.map(
      (test): VectorCase => ({
        family: `ACVP ${parameterSet} sigGen portable`,
        id: `${test.tcId}`,
        check() {
          const rnd = hex(test, 'rnd')
          const signature = portableSuites
            .get(nameOf(parameterSet))
            .sign(
              hex(test, 'message'),
              { suite: nameOf(parameterSet), publicKey: new Uint8Array(), secretKey: hex(test, 'sk') },
              { context: hex(test, 'context'), ...(rnd.length > 0 ? { entropy: rnd } : {}) },
            )
          return same(signature, hex(results.get(test.tcId) ?? test, 'signature'))
        },
      }),
    ),
  )
  return { cases, leftOut }
}

function mlDsaSigVer(): VectorSet {
  const { testGroups } = readVectors<File<Hex>>('acvp/ML-DSA-sigVer-FIPS204/internalProjection.json.gz')
  const { kept, leftOut } = offered('sigVer', testGroups)
  const verdict = (suite: Suite, test: Hex): boolean =>
    suite.verify(hex(test, 'signature'), hex(test, 'message'), hex(test, 'pk'), {
      context: hex(test, 'context'),
    })
  const cases = kept.flatMap(({ parameterSet, tests }) =>
    tests.flatMap((test) =>
      engines.map(
        ({ engine, suites }): VectorCase => ({
          family: `ACVP ${parameterSet} sigVer ${engine}`,
          id: `${test.tcId}`,
          check: () => verdict(suites.get(nameOf(parameterSet)), test) === test.testPassed,
        }),
      ),
    ),
  )
  return { cases, leftOut }
}

type MlKemName = 'ml-kem-512' | 'ml-kem-768' | 'ml-kem-1024'
const kemName = (parameterSet: string): MlKemName => parameterSet.toLowerCase() as MlKemName

function mlKemKeyGen(): VectorSet {
  const { testGroups } = readVectors<File<Hex>>('acvp/ML-KEM-keyGen-FIPS203/internalProjection.json.gz')
  const cases = testGroups.flatMap(({ parameterSet, tests }) =>
    tests.flatMap((test) =>
      engines.map(
        ({ engine, kems }): VectorCase => ({
          family: `ACVP ${parameterSet} keyGen ${engine}`,
          id: `${test.tcId}`,
          check() {
            const kem = kems[kemName(parameterSet)]
            const pair = kem.keyPairFromSeed(Buffer.concat([hex(test, 'd'), hex(test, 'z')]))
            const { ciphertext, sharedSecret } = kem.encapsulate(
              pair.publicKey,
              (length) => new Uint8Array(length),
            )
            const opened = kem.decapsulate(ciphertext, { ...pair, secretKey: hex(test, 'dk') })
            return same(pair.publicKey, hex(test, 'ek')) && same(sharedSecret, opened)
          },
        }),
      ),
    ),
  )
  return { cases, leftOut: [] }
}

function mlKemEncapDecap(): VectorSet {
  const { testGroups } = readVectors<File<Hex>>('acvp/ML-KEM-encapDecap-FIPS203/internalProjection.json.gz')
  const cases = testGroups.flatMap((group) =>
    group.tests.flatMap((test) =>
      engines
        // OpenSSL draws the randomness of encapsulation itself, so that published ciphertexts cannot be reproduced on it.
        .filter(({ engine }) => engine === 'portable' || group.function !== 'encapsulation')
        .map(
          ({ engine, kems }): VectorCase => ({
            family: `ACVP ${group.parameterSet} ${group.function} ${engine}`,
            id: `${test.tcId}`,
            check: () => mlKemCheck(kems[kemName(group.parameterSet)], group.function ?? '', test),
          }),
        ),
    ),
  )
  return { cases, leftOut: [] }
}

function mlKemCheck(kem: (typeof engines)[number]['kems'][MlKemName], kind: string, test: Hex): boolean {
  const pair = { kem: kem.name, publicKey: hex(test, 'ek'), secretKey: hex(test, 'dk') }
  if (kind === 'encapsulation') {
    const { ciphertext, sharedSecret } = kem.encapsulate(pair.publicKey, () => hex(test, 'm'))
    return same(ciphertext, hex(test, 'c')) && same(sharedSecret, hex(test, 'k'))
  }
  if (kind === 'decapsulation') return same(kem.decapsulate(hex(test, 'c'), pair), hex(test, 'k'))
  if (kind === 'encapsulationKeyCheck')
    return refuses(() => kem.encapsulate(pair.publicKey, (n) => new Uint8Array(n))) !== test.testPassed
  return refuses(() => kem.decapsulate(new Uint8Array(kem.ciphertextBytes), pair)) !== test.testPassed
}

function slhDsaKeyGen(): VectorSet {
  const { testGroups } = readVectors<File<Hex>>('acvp/SLH-DSA-keyGen-FIPS205/internalProjection.json.gz')
  const cases = testGroups.flatMap(({ parameterSet, tests }) =>
    tests.map(
      (test): VectorCase => ({
        family: `ACVP ${parameterSet} keyGen portable`,
        id: `${test.tcId}`,
        check() {
          const seed = Buffer.concat([hex(test, 'skSeed'), hex(test, 'skPrf'), hex(test, 'pkSeed')])
          const pair = portableSuites.get(nameOf(parameterSet)).keyPairFromSeed(seed)
          return same(pair.publicKey, hex(test, 'pk')) && same(pair.secretKey, hex(test, 'sk'))
        },
      }),
    ),
  )
  return { cases, leftOut: [] }
}
