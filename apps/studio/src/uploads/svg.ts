import { parseXml, XmlCdata, XmlDocumentType, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml'
import { Refusal } from './raster.ts'
import { allowedAttributes, allowedElements, droppedElements } from './svg-names.ts'

/** How an SVG is read. */
export interface SvgOptions {
  /** Checks a picture that is embedded in it. Throws Refusal. */
  readonly checkEmbedded: (bytes: Buffer) => void
}

const NAMESPACE = 'http://www.w3.org/2000/svg'
const XLINK = 'http://www.w3.org/1999/xlink'
const MOST_ELEMENTS = 200_000
const DEEPEST = 200

/**
 * Writes an SVG anew from what its XML says, with elements and attributes of a fixed list only. Inert things of drawing programs are left
 * out (editor's namespaces, metadata, comments, a plain DOCTYPE); whatever runs, listens, fetches or declares is refused. Since the file is
 * written anew, no other parser can read something else out of it. Throws Refusal.
 */
export function sanitiseSvg(bytes: Buffer, options: SvgOptions): string {
  const root = parse(bytes)
  if (root.name !== 'svg' || (root.attributes.xmlns ?? NAMESPACE) !== NAMESPACE)
    throw new Refusal('its root is not svg')
  let elements = 0
  const write = (node: XmlNode, depth: number): string => {
    if (node instanceof XmlText || node instanceof XmlCdata) return escapeXml(node.text)
    if (!(node instanceof XmlElement) || isDropped(node)) return ''
    checkElement(node, depth)
    if (++elements > MOST_ELEMENTS) throw new Refusal(`it has more than ${MOST_ELEMENTS} elements`)
    const attributes = writeAttributes(node, options)
    const inner = node.children.map((child) => write(child, depth + 1)).join('')
    const opening = depth === 0 ? `svg xmlns="${NAMESPACE}" xmlns:xlink="${XLINK}"` : node.name
    return `<${opening}${attributes}>${inner}</${node.name}>`
  }
  return `${write(root, 0)}\n`
}

/** Editors' own namespaces and metadata: nothing of them is drawn. */
function isDropped({ name }: XmlElement): boolean {
  return name.includes(':') || droppedElements.has(name)
}

function checkElement({ name, text }: XmlElement, depth: number): void {
  if (!allowedElements.has(name)) throw new Refusal(`it has an element ${name.slice(0, 40)}`)
  if (depth > DEEPEST) throw new Refusal(`its elements lie more than ${DEEPEST} deep`)
  if (name === 'style') checkCss(text)
}

function parse(bytes: Buffer): XmlElement {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('it is not UTF-8')
  }
  try {
    const document = parseXml(text, { preserveDocumentType: true })
    const declares = document.children.some(
      (node) => node instanceof XmlDocumentType && node.internalSubset !== null,
    )
    if (declares) throw new Refusal('it declares entities in its DOCTYPE')
    if (document.root === null) throw new Refusal('it is empty')
    return document.root
  } catch (error) {
    if (error instanceof Refusal) throw error
    // Nesting without end ends here as well: the stack is exhausted.
    const [line = ''] = error instanceof Error ? error.message.split('\n') : []
    throw new Refusal(`it is no well-formed XML: ${line.slice(0, 120)}`)
  }
}

function writeAttributes({ name: element, attributes }: XmlElement, options: SvgOptions): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      if (/^on/i.test(name)) throw new Refusal(`it has an event handler ${name.slice(0, 40)}`)
      if (!allowedAttributes.has(name)) return ''
      if (name === 'href' || name === 'xlink:href') checkReference(element, value, options)
      else checkCss(value)
      return ` ${name}="${escapeXml(value)}"`
    })
    .join('')
}

const EMBEDDED = /^data:image\/(?:png|jpe?g|webp);base64,([A-Za-z0-9+/=\s]*)$/

/** References lead to something within the file; a picture may also stand in the reference itself. */
function checkReference(element: string, value: string, { checkEmbedded }: SvgOptions): void {
  const reference = value.trim()
  if (/^#[^\s"'()<>\\]+$/.test(reference)) return
  const [, data] = element === 'image' ? (EMBEDDED.exec(reference) ?? []) : []
  if (data === undefined) throw new Refusal(`it refers to something outside: ${reference.slice(0, 60)}`)
  checkEmbedded(Buffer.from(data, 'base64'))
}

/** What fetches or hides in CSS: rules with @, escapes, functions that take an address, `url()` of anything but an element. */
const FETCHES = /@|\\|<|(?:image-set|image|src|expression|element|paint)\s*\(|javascript\s*:/i
const ADDRESS = /url\s*\(/gi
const INNER_ADDRESS = /url\(\s*(["']?)#[^\s"'()<>\\]+\1\s*\)/gi

function checkCss(text: string): void {
  const found = FETCHES.exec(text)
  if (found !== null) throw new Refusal(`its style has ${JSON.stringify(found[0])}`)
  if ((text.match(ADDRESS) ?? []).length !== (text.match(INNER_ADDRESS) ?? []).length)
    throw new Refusal('its style refers to something outside')
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
}
