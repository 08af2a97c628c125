import { splitManifestStore } from '@demiurge/art'
import { createDesk, type Desk } from '@demiurge/design/desk'
import { atSize, recipeOf } from '../artwork/artwork.ts'
import type { Draft } from '../draft/draft.ts'
import type { PrintTasks } from '../render/print-tasks.ts'
import type { Minted, MintProgress, WalletTasks } from '../wallet/tasks.ts'
import { whyNoCredentials } from './credentials-choice.ts'
import { fileName } from './file-name.ts'
import { keepPending } from './pending.ts'
import type { Stage } from './stages.ts'

/** A minted work with the file that this page holds. */
export interface MintedFile extends Omit<Minted, 'file'> {
  readonly name: string
  readonly file: Blob
  /** Whether content credentials are inside the file. */
  readonly hasCredentials: boolean
  /** JSON of the recipe that draws it again. */
  readonly recipe: string
}

/** What a minting needs. */
export interface MintingOptions {
  readonly draft: Draft
  readonly api: string
  readonly account: string
  readonly salt: string
  /** Whether content credentials are asked for; formats that hold none get none. */
  readonly credentials: boolean
  readonly desk: Desk<WalletTasks>
  readonly signal: AbortSignal
  /** `share` is 0 to 1 of a stage whose progress is known. */
  readonly onStage: (stage: Stage, share?: number) => void
}

/** Renders, mints and verifies a draft. Rejects with DeskError, and with the signal's reason when it was cancelled in time. */
export async function runMinting(options: MintingOptions): Promise<MintedFile> {
  const { draft, api, account, salt, desk, signal, onStage } = options
  const { details } = draft
  onStage('render', 0)
  const onShare = (share: number): void => onStage('render', share)
  const { recipe, bytes, mediaType } = await printDraft(draft, { signal, onShare })
  const name = details.name.trim()
  let sha256: string | undefined
  const onProgress = (progress: MintProgress): void => {
    sha256 = progress.sha256 ?? sha256
    if (progress.stage === 'submit' && sha256 !== undefined) keepPending({ sha256, name, mediaType })
    onStage(progress.stage)
  }
  const title = options.credentials ? credentialsTitle(name, mediaType) : undefined
  onStage(title === undefined ? 'hash' : 'embed')
  const order = { api, account, salt, file: bytes, mediaType, details, credentials: title }
  const { file, ...minted } = await desk.ask('mint', order, { signal, onProgress, transfer: [bytes.buffer] })
  return {
    ...minted,
    name,
    file: new Blob([file], { type: mediaType }),
    hasCredentials: hasCredentials(file),
    recipe: JSON.stringify(recipe, null, 2),
  }
}

/** The title of the credentials in the file of a work; undefined where none can be in it. */
export function credentialsTitle(name: string, mediaType: string): string | undefined {
  return whyNoCredentials(mediaType) === undefined ? fileName(name, mediaType) : undefined
}

/** Whether a minted file carries content credentials; a file of another kind does not. */
export function hasCredentials(file: Uint8Array): boolean {
  try {
    return splitManifestStore(file).store !== undefined
  } catch {
    // WebP and SVG, in which they do not go.
    return false
  }
}

/** Draws the finished file of a draft in a worker of its own. `onShare` is told how much of it is done, 0 to 1. */
export async function printDraft(
  { artwork, output: { longSide, format } }: Draft,
  { signal, onShare }: { readonly signal: AbortSignal; readonly onShare: (share: number) => void },
) {
  const recipe = atSize(recipeOf(artwork), longSide)
  const printer = createDesk<PrintTasks>(
    () => new Worker(new URL('../render/print-worker.ts', import.meta.url), { type: 'module' }),
  )
  try {
    return { recipe, ...(await printer.ask('render', { recipe, format }, { signal, onProgress: onShare })) }
  } finally {
    printer.close()
  }
}
