import {
  type CollectionLicence,
  claimInDocument,
  type LicenceClaim,
  sameClaim,
  stateLicence,
} from '@demiurge/art'
import { Button, useToast } from '@demiurge/design'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Made } from '../pieces/made.ts'
import { addressOf } from '../server/studio-api.ts'
import { useAsked } from '../server/use-asked.ts'
import { useServer } from '../server/use-server.ts'
import { useBenchEditor, useEditorState } from '../sketch/use-editor.tsx'

/** What was said of the collection when its pieces were made: the chain will have exactly this. */
export interface MadeDocument {
  readonly name: string
  readonly description: string
  readonly symbol: string
  readonly royaltyBps: number
  readonly licence: Partial<LicenceClaim>
}

/** The document of a made collection; undefined until it is there. */
export function useDocument({ id, made }: Made): MadeDocument | undefined {
  return useAsked(`${id} ${made.provenance ?? ''}`, async (signal): Promise<MadeDocument> => {
    const response = await fetch(addressOf(id, 'document'), { signal })
    const document = Object(await response.json())
    const { name, description, symbol, seller_fee_basis_points: bps } = document
    return {
      name: String(name ?? ''),
      description: String(description ?? ''),
      symbol: String(symbol ?? ''),
      royaltyBps: Number(bps ?? 0),
      licence: claimInDocument(document),
    }
  }).answer
}

/** What is said now and was not when the pieces were made. */
export function changedSince(
  document: MadeDocument,
  { name, definition }: ReturnType<typeof useEditorState>['history']['present'],
): readonly string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['name', document.name, name],
    ['description', document.description, definition.description ?? ''],
    ['symbol', document.symbol, definition.symbol ?? ''],
    ['royalty', document.royaltyBps, definition.royaltyBps ?? 0],
    ['licence', isLicence(document.licence, definition.licence), true],
  ]
  return pairs.flatMap(([what, made, now]) => (made === now ? [] : [what]))
}

function isLicence(made: Partial<LicenceClaim>, chosen: CollectionLicence | undefined): boolean {
  if (chosen === undefined) return made.licence === undefined
  try {
    const { claim } = stateLicence(chosen)
    return sameClaim(made, claim) && made.licenceText?.url === claim.licenceText?.url
  } catch {
    // What is written now is no licence yet: the form says what is missing.
    return false
  }
}

/** Tells that the pieces say something else than the form, and offers to write it into them. */
export function DocumentNotice({
  collection,
  document,
}: {
  readonly collection: Made
  readonly document: MadeDocument | undefined
}): ReactNode {
  const { api, events } = useServer()
  const editor = useBenchEditor()
  const toast = useToast()
  const { history } = useEditorState()
  const [busy, setBusy] = useState(false)
  const changed = document === undefined ? [] : changedSince(document, history.present)
  if (changed.length === 0) return null
  const { id, made } = collection
  const write = async (): Promise<void> => {
    await editor.save()
    const { count, size, seed, format, pins } = made
    events.learn(await api.make(id, { count, size, seed, format, ...(pins.length === 0 ? {} : { pins }) }))
    editor.refresh()
  }
  return (
    <div className="k-notice">
      <CircleAlert aria-hidden />
      <p>{`The pieces were made with another ${changed.join(', ')}. The chain gets what stands in them. Writing it anew draws them by the seed again; pinned ones stay.`}</p>
      <Button
        size="small"
        busy={busy}
        onClick={() => {
          setBusy(true)
          write()
            .catch((error: unknown) =>
              toast({ title: 'It was not written', text: String(Object(error).message), tone: 'danger' }),
            )
            .finally(() => setBusy(false))
        }}
      >
        Write it into the pieces
      </Button>
    </div>
  )
}
