import { findLicence, type Licence } from './catalogue.ts'
import { type LicenceClaim, textHash } from './claim.ts'
import type { LicenceText } from './licence-text.ts'
import { describeTerms } from './terms.ts'

/** The longest packet that is written or read, in characters: it fits one JPEG segment (XMP part 3, 1.1.3). */
export const MAX_XMP = 60_000
const NAMESPACE = 'urn:demiurge:licence:1#'
/** Marks a packet of ours, so that it is replaced and not doubled. */
export const XMP_MARK = 'demiurge:licence'

/**
 * An XMP packet (ISO 16684-1) that says how a work is licensed, for readers of the standard properties (`xmpRights:Marked`,
 * `WebStatement`, `UsageTerms`, `cc:license`) and exactly for ours (`dem:licence`, `dem:text` as JSON).
 */
export function licenceXmp(claim: LicenceClaim): string {
  const licence = findLicence(claim.licence)
  const url = claim.licenceText?.url ?? licence?.url
  const usage = usageOf(licence)
  const attributes = [
    ['xmpRights:Marked', licence?.id === 'CC0-1.0' ? 'False' : 'True'],
    ['xmpRights:WebStatement', url],
    ['dem:licence', claim.licence],
    ['dem:text', claim.licenceText === undefined ? undefined : JSON.stringify(claim.licenceText)],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escaped(value)}"`]))
  const resource = url === undefined ? '' : `\n   <cc:license rdf:resource="${escaped(url)}"/>`
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="${XMP_MARK}">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
    xmlns:cc="http://creativecommons.org/ns#"
    xmlns:dem="${NAMESPACE}"
    ${attributes.join('\n    ')}>
   <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">${escaped(usage)}</rdf:li></rdf:Alt></xmpRights:UsageTerms>${resource}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`
}

function usageOf(licence: Licence | undefined): string {
  if (licence === undefined) return 'See the licence.'
  return [`${licence.name}.`, ...(licence.terms === undefined ? [] : describeTerms(licence.terms))].join(' ')
}

/**
 * The claim in an XMP packet, of ours or of others (`cc:license`, `xmpRights:WebStatement`). Undefined when it makes none. What stands
 * there is anybody's text: hold it against `checkClaim`. A text of ours that cannot be read gives a claim that cannot hold.
 */
export function readLicenceXmp(xmp: string): LicenceClaim | undefined {
  const packet = xmp.slice(0, MAX_XMP)
  const ours = propertyOf(packet, 'dem:licence')
  if (ours !== undefined) {
    const text = propertyOf(packet, 'dem:text')
    return text === undefined ? { licence: ours } : { licence: ours, licenceText: readText(text) }
  }
  const [, resource] =
    /<cc:license\s[^>]{0,200}?rdf:resource\s*=\s*["']([^"']{1,2048})["']/.exec(packet) ?? []
  const licence = resource === undefined ? propertyOf(packet, 'xmpRights:WebStatement') : unescaped(resource)
  return licence === undefined ? undefined : { licence }
}

function readText(text: string): LicenceText {
  try {
    // Checked by whoever reads the claim, against the schema of the type.
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) return read as LicenceText
  } catch {
    // As below: it is there and says nothing.
  }
  return { textSha256: textHash(text).replace('0x', 'unreadable ') }
}

/** An attribute, or the element that RDF allows in its place. */
function propertyOf(packet: string, name: string): string | undefined {
  const attribute = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`).exec(packet)
  const element = new RegExp(`<${name}>([^<]*)</${name}>`).exec(packet)
  const value = attribute?.[1] ?? attribute?.[2] ?? element?.[1]
  return value === undefined ? undefined : unescaped(value)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
const CHARACTERS = Object.fromEntries(
  Object.entries(ENTITIES).map(([character, entity]) => [entity, character]),
)

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => CHARACTERS[entity] ?? '')
}
