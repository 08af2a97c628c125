import type {
  CollectionView,
  JobView,
  MadeTrait,
  MakeRequest,
  PiecePage,
  PieceView,
  Problem,
  TraitCount,
} from '@demiurge/studio/contract'

/** A refusal of the studio's server, or that it did not answer (`studio.Unreachable`). */
export class StudioRefusal extends Error {
  override readonly name = 'StudioRefusal'
  readonly code: string
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  /** The field, file or header that is meant. */
  readonly field: string | undefined

  constructor({ code, message, field }: Problem, status: number) {
    super(message)
    this.code = code
    this.status = status
    this.field = field
  }
}

/** Which pieces of a making are asked for. */
export interface PieceQuery {
  readonly from: number
  readonly limit: number
  readonly sort: 'edition' | 'rank'
  /** `Layer:Value`; all must hold. */
  readonly traits: readonly string[]
}

/** One piece of a preview. */
export type PreviewPiece = Pick<PieceView, 'edition' | 'traits'>

/** What a collection is handed on as. */
export type ArchiveFormat = 'zip' | 'car' | 'gif'

/** What a change of a collection may hold beside the revision that it starts from. */
export interface CollectionChange {
  readonly revision: number
  readonly name?: string
  readonly definition?: Readonly<Record<string, unknown>>
}

/** The studio's server as calls. Every call rejects with StudioRefusal, or with the signal's reason. */
export interface StudioApi {
  list(): Promise<readonly CollectionView[]>
  create(name: string): Promise<CollectionView>
  read(id: string, signal?: AbortSignal): Promise<CollectionView>
  change(id: string, change: CollectionChange): Promise<CollectionView>
  remove(id: string): Promise<void>
  putFile(id: string, path: string, content: Blob, signal?: AbortSignal): Promise<void>
  readFile(id: string, path: string): Promise<Blob>
  removeFile(id: string, path: string): Promise<void>
  make(id: string, request: MakeRequest): Promise<JobView>
  /** Has an archive of the made collection written; the job of the one that is there or being written. */
  archive(id: string, format: ArchiveFormat): Promise<JobView>
  /** One WebP sheet. */
  preview(id: string, request: MakeRequest, signal?: AbortSignal): Promise<Blob>
  /** The traits of the pieces on that sheet; a layer that a piece has none of is left out. */
  previewPieces(id: string, request: MakeRequest): Promise<readonly PreviewPiece[]>
  rarity(
    id: string,
    request: Pick<MakeRequest, 'count' | 'seed'>,
    signal?: AbortSignal,
  ): Promise<readonly TraitCount[]>
  pieces(id: string, query: PieceQuery, signal?: AbortSignal): Promise<PiecePage>
  /** How many pieces of the making hold each value. */
  traits(id: string, signal?: AbortSignal): Promise<readonly MadeTrait[]>
  steer(job: string, what: 'pause' | 'resume' | 'cancel'): Promise<JobView>
}

/** Root of everything that the studio's server answers, on the page's own origin. */
export const STUDIO = '/studio'

/** The address of a collection's own part; slashes in `path` part folders, everything else in it is escaped. */
export function addressOf(id: string, path = ''): string {
  const tail = path.split('/').map(encodeURIComponent).join('/')
  return `${STUDIO}/collections/${encodeURIComponent(id)}${path === '' ? '' : `/${tail}`}`
}

/** Where an archive is downloaded. */
export function archiveAddress(id: string, format: ArchiveFormat): string {
  return `${addressOf(id, 'export')}?format=${format}`
}

/** The address of a picture of a layer; its hash in it, so that a changed picture is another address. */
export function fileAddress(
  id: string,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
): string {
  return `${addressOf(id, `files/${path}`)}?v=${sha256.slice(0, 16)}`
}

/** Builds the calls. `send` is the browser's fetch. */
export function createStudioApi(send: typeof fetch = (...input) => fetch(...input)): StudioApi {
  const ask = async (
    method: string,
    path: string,
    options: Omit<RequestInit, 'method'> = {},
  ): Promise<Response> => {
    let response: Response
    try {
      response = await send(path, { ...options, method })
    } catch {
      // fetch says no more than that there was no answer.
      options.signal?.throwIfAborted()
      throw new StudioRefusal({ code: 'studio.Unreachable', message: UNREACHABLE }, 0)
    }
    if (!response.ok) throw await refusalOf(response)
    return response
  }
  const json = async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> => {
    const response = await ask(method, path, {
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal === undefined ? {} : { signal }),
    })
    // The server and the page share the contract's types.
    return (await response.json()) as T
  }
  return {
    list: () => json('GET', `${STUDIO}/collections`),
    create: (name) => json('POST', `${STUDIO}/collections`, { name }),
    read: (id, signal) => json('GET', addressOf(id), undefined, signal),
    change: (id, change) => json('PATCH', addressOf(id), change),
    remove: async (id) => void (await ask('DELETE', addressOf(id))),
    putFile: async (id, path, content, signal) =>
      void (await ask('PUT', addressOf(id, `files/${path}`), {
        body: content,
        headers: { 'content-type': content.type || 'application/octet-stream' },
        ...(signal === undefined ? {} : { signal }),
      })),
    readFile: async (id, path) => (await ask('GET', addressOf(id, `files/${path}`))).blob(),
    removeFile: async (id, path) => void (await ask('DELETE', addressOf(id, `files/${path}`))),
    make: (id, request) => json('POST', addressOf(id, 'make'), request),
    archive: (id, format) => json('POST', addressOf(id, 'export'), { format }),
    preview: async (id, request, signal) =>
      (
        await ask('POST', addressOf(id, 'preview'), {
          body: JSON.stringify(request),
          headers: { 'content-type': 'application/json' },
          ...(signal === undefined ? {} : { signal }),
        })
      ).blob(),
    previewPieces: async (id, request) => {
      const response = await ask('POST', addressOf(id, 'preview'), {
        body: JSON.stringify(request),
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      })
      return ((await response.json()) as { pieces: readonly PreviewPiece[] }).pieces
    },
    rarity: async (id, request, signal) =>
      (await json<{ traits: readonly TraitCount[] }>('POST', addressOf(id, 'rarity'), request, signal))
        .traits,
    pieces: (id, query, signal) =>
      json('GET', `${addressOf(id, 'pieces')}?${searchOf(query)}`, undefined, signal),
    traits: async (id, signal) =>
      (await json<{ traits: readonly MadeTrait[] }>('GET', addressOf(id, 'traits'), undefined, signal))
        .traits,
    steer: (job, what) => json('POST', `${STUDIO}/jobs/${encodeURIComponent(job)}/${what}`, {}),
  }
}

const UNREACHABLE =
  'The studio does not answer. Nothing is lost: what you changed is sent again as soon as it does.'

function searchOf({ from, limit, sort, traits }: PieceQuery): string {
  const search = new URLSearchParams({ from: String(from), limit: String(limit), sort })
  for (const trait of traits) search.append('trait', trait)
  return search.toString()
}

async function refusalOf(response: Response): Promise<StudioRefusal> {
  const told: unknown = await response.json().catch(() => undefined)
  const { code, message, field } = Object(told)
  return new StudioRefusal(
    {
      code: typeof code === 'string' ? code : `http.${response.status}`,
      message: typeof message === 'string' ? message : `The studio answered with status ${response.status}.`,
      ...(typeof field === 'string' ? { field } : {}),
    },
    response.status,
  )
}
