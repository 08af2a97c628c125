import { parseTraitFile } from '@demiurge/art'

/** A file as it was found: its way through the folders that were dropped, and its content. */
export interface FoundFile {
  /** `layers/Hat/Crown#3.png`; a file alone has its name only. */
  readonly path: string
  readonly file: File
}

/** A file that is not uploaded, and why. */
export interface RefusedFile {
  readonly path: string
  readonly reason: string
}

/** What becomes of files that were dropped. */
export interface UploadPlan {
  /** By their path in the collection, `Hat/Crown#3.png`. */
  readonly uploads: readonly FoundFile[]
  readonly refused: readonly RefusedFile[]
  /** A `collection.json` beside the layers. */
  readonly definition: File | undefined
}

/** Files that systems leave in folders and nobody means. */
const DEBRIS = /(?:^|\/)(?:\.[^/]*|Thumbs\.db|desktop\.ini|__MACOSX(?:\/.*)?)$/i

/**
 * Finds layers in what was dropped: one folder of layers (as the HashLips art engine has it), folders of layers, or pictures for `target`,
 * the layer they were dropped on.
 */
export function planUpload(found: readonly FoundFile[], target?: string): UploadPlan {
  const meant = found.filter(({ path }) => !DEBRIS.test(path))
  const root = commonRoot(meant.map(({ path }) => path))
  const uploads: FoundFile[] = []
  const refused: RefusedFile[] = []
  let definition: File | undefined
  for (const { path, file } of meant) {
    const way = path.slice(root.length)
    if (way === 'collection.json' && target === undefined) {
      definition = file
      continue
    }
    const reason = whyNot(way, file, target)
    if (reason === undefined)
      uploads.push({ path: target === undefined ? way : `${target}/${nameOf(way)}`, file })
    else refused.push({ path: way, reason })
  }
  return { uploads, refused, definition }
}

function whyNot(way: string, file: File, target: string | undefined): string | undefined {
  const depth = way.split('/').length
  if (parseTraitFile(nameOf(way)) === undefined) return 'It is no PNG, JPEG, WebP or SVG picture.'
  if (file.size === 0) return 'The file is empty.'
  if (target !== undefined) return undefined
  if (depth === 1) return 'It lies in no folder: every layer is a folder of pictures.'
  return depth > 2 ? 'It lies too deep: a layer’s pictures lie directly in its folder.' : undefined
}

/** The folder around all layers, with its slash; empty where layers themselves were dropped. */
function commonRoot(paths: readonly string[]): string {
  const ways = paths.map((path) => path.split('/'))
  const [first = ''] = ways[0] ?? []
  const isOne = ways.every(([root, ...rest]) => root === first && rest.length > 0)
  return isOne && ways.some((way) => way.length > 2) ? `${first}/` : ''
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
