import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from '../src/provenance/verify.ts'

const folder = join(import.meta.dirname, '../../../../shared/vectors/tlog')
const present = existsSync(folder)
if (!present)
  process.stdout.write('left out: transparency-log vectors (../shared/vectors/tlog is not there)\n')

type Vector = {
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
} & Readonly<Record<string, unknown>>

/** Every vector of one kind. */
function vectorsOf(kind: string): Vector[] {
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .map((path) => JSON.parse(readFileSync(join(folder, kind, path), 'utf8')))
}

const bytes = (value: unknown) => Uint8Array.from(Buffer.from(String(value ?? ''), 'base64'))
const proofOf = (vector: Vector) => (vector.proof ?? []).map(bytes)

const verifiers: Readonly<Record<string, (vector: Vector) => boolean>> = {
  inclusion: (v) =>
    verifyInclusion({
      index: Number(v.leafIdx),
      size: Number(v.treeSize),
      leafHash: bytes(v.leafHash),
      proof: proofOf(v),
      root: bytes(v.root),
    }),
  consistency: (v) =>
    verifyConsistency({
      from: Number(v.size1),
      to: Number(v.size2),
      fromRoot: bytes(v.root1),
      toRoot: bytes(v.root2),
      proof: proofOf(v),
    }),
  subtreeinclusion: (v) =>
    verifySubtreeInclusion({
      index: Number(v.leafIdx),
      start: Number(v.start),
      end: Number(v.end),
      leafHash: bytes(v.leafHash),
      proof: proofOf(v),
      root: bytes(v.root),
    }),
  subtreeconsistency: (v) =>
    verifySubtreeConsistency({
      start: Number(v.start),
      end: Number(v.end),
      size: Number(v.size),
      subtreeRoot: bytes(v.root1),
      root: bytes(v.root2),
      proof: proofOf(v),
    }),
}

for (const [kind, verify] of Object.entries(verifiers))
  test.runIf(present)(`every ${kind} vector is accepted or refused as its makers say`, () => {
    const vectors = vectorsOf(kind)
    expect(vectors.length).toBeGreaterThan(90)
    const wrong = vectors.filter((vector) => verify(vector) === vector.wantErr).map(({ desc }) => desc)
    expect(wrong).toEqual([])
  })
