import { decode, encode, formatAddress, toHex } from '@demiurge/codec'
import {
  addressOf,
  checkAuthorization,
  checkPolicy,
  memberAddress,
  type Policy,
  portableMerkleHasher,
  type Suites,
} from '@demiurge/crypto'
import { parseCanonicalJson } from '../metadata/canonical-json.ts'
import { checkMetadata, findMetadataProblems } from '../metadata/check.ts'
import { metadataHash } from '../metadata/hash.ts'
import { attempt, type Check } from './check.ts'
import {
  type ProvenanceStatement,
  SignedStatement,
  STATEMENT_VERSION,
  statementMessage,
} from './statement.ts'

/** The checks of a statement, in the order they are made. */
export type StatementCheckName = 'statement' | 'asset' | 'metadata' | 'agreement' | 'creator' | 'signature'

/** What a statement is checked against. */
export type StatementContext = {
  /** The file, or its SHA-256 (`0x…`) where something faster has hashed it; without either the asset check fails. */
  readonly assetBytes?: Uint8Array
  readonly assetSha256?: string
  /** The metadata document as stored: canonical JSON in UTF-8. */
  readonly metadataBytes: Uint8Array
  readonly suites: Suites
  /** The creator's policy from the chain, for a statement that does not carry it. */
  readonly policy?: Policy
}

/**
 * Checks a signed statement (as a value or as its canonical bytes) against a file and its metadata, and says of each check whether it
 * holds and why. Never throws, whatever the bytes are. A statement holds when every check does.
 */
export function checkStatement(
  signed: SignedStatement | Uint8Array,
  context: StatementContext,
): readonly Check<StatementCheckName>[] {
  const { value, check } = readStatement(signed)
  if (value === undefined) return [check]
  const { statement } = value
  return [
    check,
    attempt('asset', () => checkAsset(statement, context)),
    attempt('metadata', () => checkMetadataBytes(statement, context.metadataBytes)),
    attempt('agreement', () => checkAgreement(statement, context.metadataBytes)),
    attempt('creator', () => checkCreator(value, context)),
    attempt('signature', () => checkSignature(value, context)),
  ]
}

function readStatement(signed: SignedStatement | Uint8Array): {
  readonly value?: SignedStatement
  readonly check: Check<'statement'>
} {
  let value: SignedStatement | undefined
  const check = attempt('statement', () => {
    // A value is encoded and read back, so that both ways in meet the same strict reader.
    const read = decode(
      SignedStatement,
      signed instanceof Uint8Array ? signed : encode(SignedStatement, signed),
    )
    const { version } = read.statement
    if (version !== STATEMENT_VERSION)
      return {
        ok: false,
        detail: `The statement has version ${version}; this reader knows ${STATEMENT_VERSION}.`,
      }
    value = read
    return { ok: true, detail: 'The statement can be read.' }
  })
  return value === undefined ? { check } : { value, check }
}

type Outcome = { readonly ok: boolean; readonly detail: string }

function checkAsset({ asset }: ProvenanceStatement, { assetBytes, assetSha256 }: StatementContext): Outcome {
  if (assetBytes === undefined && assetSha256 === undefined)
    return { ok: false, detail: 'The file was not given, so it could not be compared.' }
  if (assetBytes !== undefined && BigInt(assetBytes.length) !== asset.bytes)
    return {
      ok: false,
      detail: `The file has ${assetBytes.length} bytes, the signed one has ${asset.bytes}.`,
    }
  const found = assetBytes === undefined ? assetSha256 : sha256(assetBytes)
  return found === asset.sha256
    ? { ok: true, detail: `The file is the signed one (SHA-256 ${found}).` }
    : { ok: false, detail: `The file has SHA-256 ${found}, the signed one has ${asset.sha256}.` }
}

function checkMetadataBytes({ metadata }: ProvenanceStatement, bytes: Uint8Array): Outcome {
  const found = sha256(bytes)
  if (BigInt(bytes.length) !== metadata.bytes || found !== metadata.sha256)
    return {
      ok: false,
      detail: `The metadata (${bytes.length} bytes, SHA-256 ${found}) is not the signed one (${metadata.bytes} bytes, ${metadata.sha256}).`,
    }
  parseCanonicalJson(bytes)
  return { ok: true, detail: `The metadata is the signed one (SHA-256 ${found}).` }
}

/** Two signed places must not say different things: a reader of either would be misled. */
function checkAgreement(statement: ProvenanceStatement, bytes: Uint8Array): Outcome {
  const document = parseCanonicalJson(bytes)
  if (findMetadataProblems('demiurge', document).length > 0)
    return { ok: true, detail: 'The metadata makes no claims of its own about recipe, creator and licence.' }
  const { recipe, creator, licence } = checkMetadata('demiurge', document).demiurge
  const differences = [
    differs('recipe', recipe === undefined ? undefined : metadataHash(recipe), statement.recipe),
    differs('creator', creator, formatAddress(statement.creator)),
    differs('licence', licence, statement.licence),
  ].filter((difference) => difference !== undefined)
  return differences.length === 0
    ? { ok: true, detail: 'Metadata and statement agree on recipe, creator and licence.' }
    : { ok: false, detail: differences.join(' ') }
}

function differs(
  what: string,
  inMetadata: string | undefined,
  inStatement: string | null,
): string | undefined {
  if (inMetadata === undefined || inMetadata === inStatement) return undefined
  return `The ${what} is ${inMetadata} in the metadata and ${inStatement ?? 'missing'} in the statement.`
}

function checkCreator({ statement, authorization }: SignedStatement, context: StatementContext): Outcome {
  const policy = authorization.policy ?? context.policy
  if (policy === undefined)
    return { ok: false, detail: "The statement does not carry its creator's keys and none were given." }
  checkPolicy(policy, context.suites)
  const owner = addressOf(policy)
  return owner === statement.creator
    ? { ok: true, detail: `The keys are those of the creator ${formatAddress(owner)}.` }
    : {
        ok: false,
        detail: `The keys are those of ${formatAddress(owner)}, the statement names ${formatAddress(statement.creator)}.`,
      }
}

function checkSignature({ statement, authorization }: SignedStatement, context: StatementContext): Outcome {
  const policy = authorization.policy ?? context.policy
  if (policy === undefined)
    return { ok: false, detail: 'Without keys there is nothing to check the signature with.' }
  checkPolicy(policy, context.suites)
  checkAuthorization(policy, statementMessage(statement), authorization.signatures, context.suites)
  return { ok: true, detail: `The statement is signed ${signersOf(policy, authorization, context.suites)}.` }
}

/** With what an account of one has signed; who has signed for an account of several, each by the address that is theirs alone. */
function signersOf(
  { value: { threshold, members } }: Policy,
  { signatures }: SignedStatement['authorization'],
  suites: Suites,
): string {
  const who = [...new Set(signatures.map(({ member }) => member))].map((index) => {
    const keys = members[index]?.keys ?? []
    const schemes = `(${keys.map(({ suite }) => suites.get(suite).label).join(', ')})`
    return members.length === 1 ? schemes : `${formatAddress(memberAddress({ keys }))} ${schemes}`
  })
  if (members.length === 1) return who.join(', ')
  return `by ${who.length} of ${members.length} creators, ${threshold} of whom must sign: ${who.join(', ')}`
}

function sha256(bytes: Uint8Array): string {
  return toHex(portableMerkleHasher.sha256(bytes))
}
