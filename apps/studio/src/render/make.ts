import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeCollection, type PlannedCollection, readManifest } from '@demiurge/art/native'
import { type FileLock, takeLock } from '../jobs/file-lock.ts'
import { layOutView, readSmall } from './layers-view.ts'
import { outPath } from './make-paths.ts'
import { createSheetWriter, type SheetWriter } from './sheet-writer.ts'
import type { MakeNews, MakeResult, MakeWish } from './tasks.ts'

/** How long one that has just been let go of may take to end. */
const LOCK_MS = 20_000
const ASKED_FILE = 'asked.json'

interface Control {
  readonly signal: AbortSignal
  readonly tell: (news: MakeNews) => void
}

/**
 * Makes a collection, or goes on with it where an earlier process stopped or died: pieces that are finished stay. Throws CollectionError,
 * or Error when another process draws into the same folder.
 */
export async function makePieces(wish: MakeWish, control: Control): Promise<MakeResult> {
  mkdirSync(wish.folder, { recursive: true })
  using held = holdFolder(wish.folder)
  held.check()
  const layers = await layOutView(wish.view)
  const out = outPath(wish.folder)
  // Without a plan nothing was drawn: what a process left that died before it wrote one is in the way.
  const isBegun = readManifest(out) !== undefined
  if (!isBegun) rmSync(out, { recursive: true, force: true })
  const { count, size, seed, format, quality, name, workers } = wish
  let sheets: SheetWriter | undefined
  const made = await makeCollection({
    ...{ layers, out, count, size, seed, format, quality, name, workers },
    ...changesOf(wish),
    resume: isBegun,
    signal: control.signal,
    onProgress: ({ phase, done, total }) => {
      // Layers count from 0 to 1.
      const scale = phase === 'layers' ? 100 : 1
      control.tell({ type: 'progress', phase, done: Math.round(done * scale), total: total * scale })
    },
    onPlan: (planned) => {
      sheets = startSheets(wish, planned, control)
    },
    onPiece: (index, sha256) => sheets?.add(index, sha256),
  })
  await sheets?.finish(control.signal)
  control.signal.throwIfAborted()
  return { provenance: made.provenance.merkleRoot, kept: made.kept, lookalikes: made.lookalikes }
}

function startSheets(wish: MakeWish, planned: PlannedCollection, { tell }: Control): SheetWriter {
  const sheets = createSheetWriter(wish.folder, planned, readSmall(wish.view))
  const pins = Object.keys(planned.plan.pins).map(Number)
  tell({ type: 'planned', version: sheets.version, pins })
  return sheets
}

/** One process at a time draws into a folder: one that was given up may still be ending. */
function holdFolder(folder: string): Disposable & { check(): void } {
  const lock: FileLock | undefined = takeLock(join(folder, 'lock'), LOCK_MS)
  return {
    check() {
      if (lock === undefined) throw new Error('another process still draws into this folder')
    },
    [Symbol.dispose]: () => lock?.release(),
  }
}

/**
 * What is drawn again, and what stays. An earlier attempt may have written its plan before it died: then these changes have happened, and
 * asking for them anew would draw the same editions a second time. So the plan that they are asked of is noted before.
 */
function changesOf({ folder, id, rerolls, pins, unpins }: MakeWish) {
  const plan = readManifest(outPath(folder))?.plan
  if (plan === undefined) return {}
  const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex')
  const path = join(folder, ASKED_FILE)
  const asked = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { id: string; plan: string })
    : undefined
  // The plan's own seed then, too: it may have been another before.
  if (asked?.id === id) return asked.plan === hash ? { rerolls, pins, unpins } : { seed: plan.seed }
  writeFileSync(`${path}.part`, JSON.stringify({ id, plan: hash }))
  renameSync(`${path}.part`, path)
  return { rerolls, pins, unpins }
}
