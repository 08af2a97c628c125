import { decode, encode } from '@demiurge/codec'
import type { Archive } from '../index/archive.ts'
import type { CertifiedPoint, CommitRecord } from '../index/records.ts'
import { CommitItem, CommitsRequest } from './commit-stream.ts'

/** Answers `commits/1` from the archive: a stretch up to the next certified point that is kept, or up to the newest one. */
export async function* serveCommits(
  body: Uint8Array,
  { archive, newest }: { readonly archive: Archive; readonly newest: () => CertifiedPoint | undefined },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { after } = decode(CommitsRequest, body)
  const target = (await archive.certifiedPointFrom(after + 1n)) ?? newest()
  if (target === undefined || target.certificate.checkpoint.index <= after) return
  const { certificate, point } = target
  for (let height = after + 1n; height <= certificate.checkpoint.index; height++) {
    if (signal.aborted) return
    const record = await archive.commitAt(height)
    if (record === undefined) {
      yield item({ kind: 'pruned', value: archive.oldest })
      return
    }
    yield* itemsOf(record, archive)
  }
  const { closing, epoch } = certificate.checkpoint
  const change = closing === null ? undefined : await archive.epochChange(epoch)
  yield item({ kind: 'end', value: { certificate, point, committee: change?.committee ?? null } })
}

async function* itemsOf(record: CommitRecord, archive: Archive): AsyncGenerator<Uint8Array> {
  yield item({ kind: 'commit', value: record.commit })
  for (const id of record.commit.blocks) {
    const block = await archive.wholeBlock(id)
    if (block === undefined) throw new Error(`block ${id} of commit ${record.commit.index} is not here whole`)
    yield item({ kind: 'block', value: block })
  }
  if (record.checkpoint !== null) yield item({ kind: 'checkpoint', value: record.checkpoint })
}

function item(value: CommitItem): Uint8Array {
  return encode(CommitItem, value)
}
