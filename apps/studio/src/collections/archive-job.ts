import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StudioError } from '../error.ts'
import type { JobKind } from '../jobs/runner.ts'
import { outPath } from '../render/make-paths.ts'
import type { RenderProcess } from '../render/render-process.ts'
import { makingFolder } from './services.ts'

/** Formats of archives, and of a film; a kind of job each, so that all can be under way. */
export const archiveFormats = ['zip', 'car', 'gif'] as const
export type ArchiveFormat = (typeof archiveFormats)[number]

/** What such a job is to do. */
export interface ArchiveInput {
  readonly collection: string
  readonly making: string
  /** Of the pieces that go into it. */
  readonly provenance: string
}

/** The place of an archive: named by what is in it. */
export function archivePath(
  folder: string,
  { collection, making, provenance }: ArchiveInput,
  format: ArchiveFormat,
): string {
  return join(makingFolder(folder, collection, making), 'archives', `${provenance}.${format}`)
}

/** Writes archives of finished makings. */
export function archiveJobs(folder: string, render: RenderProcess): readonly JobKind[] {
  return archiveFormats.map((format) => ({
    name: `collection.${format}`,
    async run(job, { signal, report }) {
      const input = job.input as ArchiveInput
      const path = archivePath(folder, input, format)
      const from = outPath(makingFolder(folder, input.collection, input.making))
      if (!existsSync(from))
        throw new StudioError('collection.Unknown', 'what was to be exported is gone', { status: 404 })
      if (!existsSync(path))
        await render.ask('archive', { folder: from, path, format }, { signal, onNews: report })
      return null
    },
  }))
}
