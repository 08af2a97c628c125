import { formatBytes } from '@demiurge/design/format'
import type { VerifyTarget } from './verification-request.ts'

const MAX_FILE_BYTES = 256_000_000
const MAX_PROOF_BYTES = 8_388_608

/** The file that a person gave, and with it perhaps its proof. */
export interface PickedFiles {
  readonly name: string
  readonly file: File
  readonly proofName: string | undefined
  readonly target: VerifyTarget
}

/**
 * Tells the artwork from its sidecar `.proof.json` and reads both. Throws an Error that says what to give instead: one file at a time,
 * perhaps with its proof.
 */
export async function pickFiles(files: readonly File[]): Promise<PickedFiles> {
  const proofs = files.filter(isProof)
  const works = files.filter((file) => !isProof(file))
  const [file] = works
  const [proof] = proofs
  if (file === undefined)
    throw new Error(
      'That is only the proof. Give the artwork as well: drop both files together, or choose both.',
    )
  if (works.length > 1 || proofs.length > 1)
    throw new Error(
      `You gave ${files.length} files. Give one artwork at a time, with its .proof.json if you have it.`,
    )
  if (file.size > MAX_FILE_BYTES)
    throw new Error(
      `${file.name} has ${formatBytes(file.size)}; the limit is ${formatBytes(MAX_FILE_BYTES)}.`,
    )
  if (proof !== undefined && proof.size > MAX_PROOF_BYTES)
    throw new Error(
      `${proof.name} has ${formatBytes(proof.size)}; a proof has at most ${formatBytes(MAX_PROOF_BYTES)}.`,
    )
  const [bytes, bundle] = await Promise.all([file.arrayBuffer(), proof?.text()])
  const target: VerifyTarget = {
    kind: 'file',
    file: new Uint8Array(bytes),
    ...(bundle === undefined ? {} : { bundle }),
  }
  return { name: file.name, file, proofName: proof?.name, target }
}

function isProof({ name }: File): boolean {
  return name.toLowerCase().endsWith('.proof.json')
}
