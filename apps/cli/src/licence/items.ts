import { checkClaim, claimInDocument } from '@demiurge/art'
import { openClient } from '../client.ts'
import type { Globals } from '../command.ts'
import type { WorkFinding } from './usage.ts'

const PAGE = 100

/** What the metadata of every item of a collection say of its licence, burned ones left out. */
export async function checkItems(collection: string, globals: Globals): Promise<readonly WorkFinding[]> {
  const client = openClient(globals)
  const findings: WorkFinding[] = []
  let before: bigint | null = null
  do {
    const page: { readonly items: readonly { id: string; burned: boolean }[]; readonly next: bigint | null } =
      await client.request('nft_listItems', { limit: PAGE, before, owner: null, collection })
    const items = page.items.filter(({ burned }) => !burned)
    const details = await Promise.all(items.map(({ id }) => client.request('nft_getItem', { id })))
    for (const { view, metadata } of details)
      findings.push({
        work: view.id,
        ...(metadata === null
          ? { status: 'unknown', detail: 'The node does not hold the metadata.' }
          : checkClaim(claimInDocument(JSON.parse(metadata)))),
      })
    before = page.next
  } while (before !== null)
  return findings
}
