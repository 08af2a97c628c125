import { decode, encode } from '@demiurge/codec'
import type { Serve } from '../peers/requests.ts'
import { listSnapshots, SnapshotFolder } from './folder.ts'
import { PART_KINDS, SnapshotHeights, SnapshotRequest } from './format.ts'

/**
 * Answers `snapshot/1` from a folder of snapshots. Kind `list`: the heights, newest first; kind `manifest`: that of a height; the other
 * kinds: one part of it.
 */
export function serveSnapshots(directory: string): Serve {
  return async function* serve(body) {
    const { height, kind, number } = decode(SnapshotRequest, body)
    const whole = listSnapshots(directory).slice(0, 16)
    if (kind === 'list') {
      yield encode(
        SnapshotHeights,
        whole.map((each) => each.height),
      )
      return
    }
    const found = whole.find((each) => each.height === height)
    if (found === undefined) throw new Error(`there is no snapshot of height ${height} here`)
    const folder = new SnapshotFolder(found.path)
    const part = PART_KINDS.find((each) => each === kind)
    if (part !== undefined) yield await folder.part(part, number)
    else if (kind === 'manifest') yield await folder.manifest()
    else throw new Error(`a snapshot has no parts of kind "${kind}"`)
  }
}
