/** @module Whether a collection and all of its pieces state one and the same licence, and whether its text is the one that they name. */
import { findLicence, GBU2_ID } from './catalogue.ts'
import { checkClaim, type LicenceClaim, type LicenceFinding, sameClaim, textHash } from './claim.ts'
import { checkWorkLicence, claimInDocument, licenceAddress } from './work.ts'

/** What came of it. `text` is there where the licence has a text of its own. */
export interface CollectionLicenceFinding extends LicenceFinding {
  readonly text?: { readonly ok: boolean; readonly detail: string }
}

/** Holds the pieces of a collection against its document, one after the other: nothing of them is kept. */
export interface LicenceComparison {
  /** Takes in the metadata of a piece: the bytes of its document, or what was read from them. */
  readonly add: (edition: number, metadata: unknown) => void
  /** The finding; `text` is the licence text that comes with the collection, undefined where there is none. */
  readonly finish: (text: Uint8Array | undefined) => CollectionLicenceFinding
}

/** Editions that a sentence names. */
const NAMED = 8

/** Checks one document by itself: its claim, and that schema.org's `license` in it says the same. Never throws. */
export function checkDocumentLicence(document: unknown): LicenceFinding {
  const claim = claimInDocument(document)
  const finding = checkClaim(claim)
  const { license, properties } = Object(document)
  const stated: unknown = license ?? Object(properties).license
  if (finding.status !== 'licensed' || typeof stated !== 'string') return finding
  const { licence } = finding
  if (stated === licenceAddress(claim) || stated === licence?.id || findLicence(stated)?.id === licence?.id)
    return finding
  const detail = `license says ${shorten(stated)}, the licence claimed is ${licence?.id}.`
  return { ...finding, status: 'broken', detail }
}

/** Begins a comparison with a collection's document (`collection.json`), as bytes or read. Never throws, whatever is added. */
export function createLicenceComparison(document: unknown): LicenceComparison {
  const whole = readDocument(document)
  const claim = claimInDocument(whole)
  const found = checkDocumentLicence(whole)
  const words = said(claim, whole)
  const wrong: number[] = []
  let first: string | undefined
  let pieces = 0
  return {
    add(edition, metadata) {
      pieces++
      const problem = problemOf(readDocument(metadata))
      if (problem === undefined) return
      first ??= `${edition}: ${problem}`
      wrong.push(edition)
    },
    finish(bytes) {
      const text = textFinding(bytes)
      return { ...findingOfAll(), ...(text === undefined ? {} : { text }) }
    },
  }

  function problemOf(piece: unknown): string | undefined {
    const own = claimInDocument(piece)
    // The very words of a collection that holds by itself: ten thousand pieces are not hashed for it.
    if (found.status === 'licensed' && said(own, piece) === words) return undefined
    const { status, detail } = checkDocumentLicence(piece)
    if (status === 'broken') return detail
    const { status: together, detail: difference } = checkWorkLicence([
      { place: 'the collection', claim },
      { place: 'the piece', claim: own },
    ])
    if (together === 'broken' && found.status !== 'broken') return difference
    if (sameClaim(claim, own) && licenceAddress(claim) === licenceAddress(own)) return undefined
    return `the collection says ${nameOf(claim)}, the piece says ${nameOf(own)}.`
  }

  function findingOfAll(): LicenceFinding {
    if (found.status === 'broken') return { ...found, detail: `In collection.json: ${found.detail}` }
    if (first !== undefined) {
      const many = `${wrong.length} of ${pieces} pieces state another licence than the collection or a broken one`
      return { ...found, status: 'broken', detail: `${many} (${editions(wrong)}). Piece ${first}` }
    }
    if (found.status === 'none')
      return {
        ...found,
        detail: 'Neither the collection nor any piece states a licence: all rights reserved.',
      }
    return { ...found, detail: `${found.detail} The collection and all ${pieces} pieces state it.` }
  }

  function textFinding(bytes: Uint8Array | undefined): CollectionLicenceFinding['text'] {
    const named = found.status === 'broken' ? undefined : claim.licenceText?.textSha256
    if (named === undefined) return undefined
    if (bytes === undefined)
      return { ok: false, detail: `The text of the licence (SHA-256 ${named}) is missing.` }
    const hash = textHash(bytes)
    return hash === named
      ? {
          ok: true,
          detail: `The text is the one that is named (SHA-256 ${named})${found.licence?.id === GBU2_ID ? ', and the one that follows from the fields' : ''}.`,
        }
      : { ok: false, detail: `The text of the licence has SHA-256 ${hash}; stated is ${named}.` }
  }
}

/** What a document says of its licence, in one text. */
function said(claim: Partial<LicenceClaim>, document: unknown): string {
  const { license, properties } = Object(document)
  return JSON.stringify([claim.licence, claim.licenceText, license ?? Object(properties).license])
}

function readDocument(document: unknown): unknown {
  if (!(document instanceof Uint8Array)) return document
  try {
    return JSON.parse(new TextDecoder().decode(document))
  } catch {
    // A document that is no JSON claims nothing.
    return undefined
  }
}

function nameOf({ licence, licenceText }: ReturnType<typeof claimInDocument>): string {
  const at = licenceText?.url === undefined ? '' : ` at ${shorten(String(licenceText.url))}`
  return licence === undefined ? 'nothing' : `${shorten(licence)}${at}`
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}…` : text
}

function editions(list: readonly number[]): string {
  const rest = list.length - NAMED
  return list.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
