import { claimInDocument, readRecipe } from '@demiurge/art'
import { toHex } from '@demiurge/codec'
import { ConsensusError } from '@demiurge/consensus'
import { type Committee, ZERO_HASH } from '@demiurge/ledger'
import { downloadAsset } from '../assets.ts'
import type { ClientContext } from '../context.ts'
import { SdkError } from '../error.ts'
import { artworkUuid } from '../mint/artwork-uuid.ts'
import type { TrustedChain } from '../proof/trust.ts'
import { type AuthenticityBundle, parseBundle } from './bundle.ts'
import type { LicenceDocuments } from './check-licence.ts'
import { absentAsNull, fetchBundle } from './fetch-bundle.ts'
import { type CheckName, conclude, type Verification, type VerificationCheck } from './verification.ts'
import { type VerifyWorkOptions, verifyWork } from './verify-work.ts'

/** Checks of which the chain as it is now has more to say than a bundle. */
const LATER: ReadonlySet<CheckName> = new Set(['owner', 'log-anchor', 'licence', 'licence-text'])

/**
 * Verifies a file with the help of a node. With a bundle the work is held against that, and then against the chain as it is now;
 * without one the item is found by the file's content, or, when the file was altered, by the recipe inside it.
 */
export async function verifyFile(
  context: ClientContext,
  file: Uint8Array,
  bundle: AuthenticityBundle | string | undefined,
): Promise<Verification> {
  if (bundle !== undefined) return verifyWithBundle(context, file, bundle)
  const sha256 = toHex(context.hasher.sha256(file))
  const minted = await context.caller.request('nft_findByContent', { sha256 })
  const id = minted ?? (await findOriginal(context, file))
  if (id === null) return conclude([unknownFile(sha256)], { verdict: 'unknown' })
  return verifyAgainstChain(context, id, file)
}

/** Verifies an item: its state, its making, and its file where the node keeps it. */
export async function verifyItem(context: ClientContext, id: string): Promise<Verification> {
  const detail = await absentAsNull(context.caller.request('nft_getItem', { id }), 'nft.UnknownItem')
  if (detail === null) return conclude([unknownItem(id)], { verdict: 'unknown', item: id })
  const { contentHash } = detail.view.item
  const file = await absentAsNull(downloadAsset(context, contentHash), 'asset.NotFound')
  return verifyAgainstChain(context, id, file ?? undefined)
}

async function verifyWithBundle(
  context: ClientContext,
  file: Uint8Array,
  bundle: AuthenticityBundle | string,
): Promise<Verification> {
  const offline = verifyWork(await optionsFor(context, bundle, file))
  // What the bundle cannot show by itself is no better for being asked about now.
  if (offline.verdict !== 'authentic' || offline.item === undefined) return offline
  const now = await verifyAgainstChain(context, offline.item, file)
  if (now.verdict !== 'authentic') return now
  // The bundle's own checks, with the owner of now in place of the owner then, the log's head where it came on the chain since, and the
  // licence with what the node has of it.
  const newer = ({ name }: VerificationCheck): boolean => LATER.has(name)
  const later = now.checks.filter(newer)
  const kept = offline.checks.filter((check) => !later.some(({ name }) => name === check.name))
  return { ...now, checks: [...kept, ...later] }
}

async function verifyAgainstChain(
  context: ClientContext,
  id: string,
  file: Uint8Array | undefined,
): Promise<Verification> {
  const bundle = await absentAsNull(fetchBundle(context, id), 'nft.UnknownItem')
  if (bundle === null) return conclude([unknownItem(id)], { verdict: 'unknown', item: id })
  const licence = await licenceDocuments(context, bundle)
  return verifyWork({ ...(await optionsFor(context, bundle, file)), licence })
}

/** The collection's document and the text of the licence, where the node has them. */
async function licenceDocuments(
  context: ClientContext,
  { collection, evidence }: AuthenticityBundle,
): Promise<LicenceDocuments> {
  const at = (sha256: string | undefined) =>
    sha256 === undefined || sha256 === ZERO_HASH
      ? null
      : absentAsNull(downloadAsset(context, sha256), 'asset.NotFound')
  const view = await absentAsNull(
    context.caller.request('nft_getCollection', { id: collection }),
    'nft.UnknownCollection',
  )
  const [collectionDocument, licenceText] = await Promise.all([
    at(view?.collection.metadataHash),
    at(namedText(evidence?.metadata)),
  ])
  return {
    ...(collectionDocument === null ? {} : { collectionDocument }),
    ...(licenceText === null ? {} : { licenceText }),
  }
}

/** The hash of the text in the metadata of a work; undefined where they name none of that form. */
function namedText(metadata: string | undefined): string | undefined {
  try {
    const { licenceText } = claimInDocument(JSON.parse(metadata ?? ''))
    return /^0x[0-9a-f]{64}$/.test(String(licenceText?.textSha256)) ? licenceText?.textSha256 : undefined
  } catch {
    // The checks of the metadata say what is wrong with them.
    return undefined
  }
}

async function optionsFor(
  context: ClientContext,
  bundle: AuthenticityBundle | string,
  file: Uint8Array | undefined,
): Promise<VerifyWorkOptions> {
  const { suites, hasher } = context
  const { chain, source } = await context.trust()
  return {
    bundle,
    trusted: { ...chain, committee: await committeeFor(context, bundle, chain) },
    trustSource: source,
    suites,
    hasher,
    ...(file === undefined ? {} : { file }),
  }
}

/**
 * The committee that a bundle's certificate is held against: that of its epoch, followed from the trusted one. Where there is no way
 * to it, or the bundle is not of this chain, the trusted one itself: then the check fails and says why.
 */
async function committeeFor(
  { committeeOf }: ClientContext,
  given: AuthenticityBundle | string,
  chain: TrustedChain,
): Promise<Committee> {
  try {
    const bundle = typeof given === 'string' ? parseBundle(given) : given
    if (bundle.chainId !== chain.chainId || bundle.genesis !== chain.genesis) return chain.committee
    return await committeeOf(bundle.certificate.checkpoint.epoch)
  } catch (error) {
    if (error instanceof SdkError || error instanceof ConsensusError) return chain.committee
    throw error
  }
}

/** The item whose artwork a file carries the recipe of: an altered file still says what it pretends to be. */
async function findOriginal({ caller }: ClientContext, file: Uint8Array): Promise<string | null> {
  const uuid = embeddedUuid(file)
  return uuid === undefined ? null : caller.request('nft_findByArtwork', { uuid })
}

function embeddedUuid(file: Uint8Array): string | undefined {
  try {
    return artworkUuid(readRecipe(file))
  } catch {
    // A file of another make, or one too damaged to tell.
    return undefined
  }
}

function unknownFile(sha256: string): VerificationCheck {
  const detail = `No item of this chain was minted with this file (SHA-256 ${sha256}), and it does not say which artwork it is.`
  return { name: 'file', ok: false, detail, trust: 'told' }
}

function unknownItem(id: string): VerificationCheck {
  return { name: 'item', ok: false, detail: `The node knows no item ${id}.`, trust: 'told' }
}
