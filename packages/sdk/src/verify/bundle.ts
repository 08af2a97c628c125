import { ProvenanceEvidence } from '@demiurge/art'
import {
  CodecError,
  fromJson,
  hash,
  type Infer,
  list,
  optional,
  struct,
  text,
  toJson,
  u8,
  u64,
} from '@demiurge/codec'
import { Certificate } from '@demiurge/consensus'
import { Committee } from '@demiurge/ledger'
import { Proof } from '@demiurge/state'
import { SdkError } from '../error.ts'

/** The version that this code writes and reads. */
export const BUNDLE_VERSION = 1
const FORMAT = 'demiurge-authenticity'
/** The longest sidecar file, in characters: far above any real one, and bounded before it is parsed. */
export const MAX_BUNDLE_CHARACTERS = 8 * 1024 * 1024

const chainFields = {
  chainId: text(32),
  genesis: hash,
  committee: Committee,
  logOrigin: text(255),
  logKeys: list(text(8_192), 256),
}

/** What a bundle says of its chain. */
export const ChainWords = struct(chainFields)

/**
 * Everything that lets anyone check a work without a network: the sidecar file `<file>.proof.json`. It names its chain (identifier,
 * genesis digest, committee), proves the item and its collection in a state that the committee certified, and carries the evidence of
 * its making. `serial` is the item's number in its collection: the identifier follows from both. `logOrigin` and `logKeys` name the
 * provenance log and its keys (C2SP signed-note).
 */
export const AuthenticityBundle = struct({
  format: text(32),
  version: u8,
  ...chainFields,
  item: hash,
  collection: hash,
  serial: u64,
  certificate: Certificate,
  proofs: list(Proof, 16),
  evidence: optional(ProvenanceEvidence),
})
export type AuthenticityBundle = Infer<typeof AuthenticityBundle>

/** A bundle of the present format and version. */
export function createBundle(parts: Omit<AuthenticityBundle, 'format' | 'version'>): AuthenticityBundle {
  return { format: FORMAT, version: BUNDLE_VERSION, ...parts }
}

/** The text of the sidecar file: JSON with a line for each field. */
export function formatBundle(bundle: AuthenticityBundle): string {
  return `${JSON.stringify(toJson(AuthenticityBundle, bundle), null, 2)}\n`
}

/** Reads a sidecar file. Throws SdkError `bundle.Malformed` with what is wrong; nothing is verified yet. */
export function parseBundle(content: string): AuthenticityBundle {
  if (content.length > MAX_BUNDLE_CHARACTERS)
    throw malformed(`it has ${content.length} characters, the limit is ${MAX_BUNDLE_CHARACTERS}`)
  const bundle = readBundle(content)
  if (bundle.format !== FORMAT) throw malformed(`its format is "${bundle.format}", expected "${FORMAT}"`)
  if (bundle.version !== BUNDLE_VERSION)
    throw malformed(`it is of version ${bundle.version}, this program reads version ${BUNDLE_VERSION}`)
  return bundle
}

function readBundle(content: string): AuthenticityBundle {
  try {
    const json: unknown = JSON.parse(content)
    return fromJson(AuthenticityBundle, json)
  } catch (cause) {
    if (cause instanceof CodecError || cause instanceof SyntaxError) throw malformed(cause.message, cause)
    throw cause
  }
}

function malformed(reason: string, cause?: unknown): SdkError {
  return new SdkError('bundle.Malformed', `the proof file cannot be read: ${reason}`, { cause })
}
