import { createRenderer } from '@demiurge/art/web'
import { useToast } from '@demiurge/design'
import { useMemo } from 'react'
import { firstWishes, keepWishes, type Wishes } from '../make/wishes.ts'
import { goToRoute } from '../route.ts'
import { useServer } from '../server/use-server.ts'
import { useEditors } from '../sketch/use-editor.tsx'
import type { FoundFile } from '../upload/plan.ts'
import { useUploads } from '../upload/use-uploads.tsx'
import { drawSample, sampleDefinition } from './sample.ts'

/** Ways to begin a collection; each opens it. */
export interface NewCollection {
  readonly empty: () => Promise<void>
  readonly sample: () => Promise<void>
  readonly fromFolder: (found: readonly FoundFile[]) => void
}

/** Ways to begin a collection on this page. */
export function useNewCollection(): NewCollection {
  const { api } = useServer()
  const editors = useEditors()
  const uploads = useUploads()
  const toast = useToast()
  return useMemo(() => {
    const begin = async (name: string, found: readonly FoundFile[], wishes?: Wishes): Promise<void> => {
      const { id } = await api.create(name)
      if (wishes !== undefined) keepWishes(id, wishes)
      goToRoute({ kind: 'collection', id, view: 'layers' })
      if (found.length > 0) await uploads.begin(await editors.open(id), found)
    }
    return {
      empty: () => begin('Untitled collection', []),
      async sample() {
        await using renderer = createRenderer({ threads: 1 })
        const definition = new File([JSON.stringify(sampleDefinition)], 'collection.json')
        await begin(
          'Moons',
          [...(await drawSample(renderer)), { path: 'collection.json', file: definition }],
          {
            ...firstWishes,
            count: 200,
            size: 512,
          },
        )
      },
      fromFolder(found) {
        begin(nameOf(found), found).catch((error: unknown) =>
          toast({
            title: 'No collection was begun',
            text: error instanceof Error ? error.message : String(error),
            tone: 'danger',
          }),
        )
      },
    }
  }, [api, editors, uploads, toast])
}

/** The name of the folder that was dropped, unless it says only what lies in it. */
function nameOf(found: readonly FoundFile[]): string {
  const [root = ''] = (found[0]?.path ?? '').split('/')
  const isOne = found.every(({ path }) => path.startsWith(`${root}/`))
  return isOne && root !== '' && !/^layers$/i.test(root) ? root.slice(0, 128) : 'Untitled collection'
}
