import type { SearchHit } from '@demiurge/api'
import { type Command, CommandPalette, useClient, useTheme } from '@demiurge/design'
import { ArrowLeftRight, Boxes, Image, Library, Moon, Search, Square, Sun, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { linkOfHit, links } from '../router/links.ts'
import { navigate } from '../router/location.ts'

const ICONS: Readonly<Record<string, ReactNode>> = {
  item: <Image />,
  collection: <Library />,
  account: <UserRound />,
  transaction: <ArrowLeftRight />,
  commit: <Boxes />,
  block: <Square />,
}

/** Everything by keyboard: pages, theme, and what the node finds. */
export function Palette({
  open,
  onOpenChange,
  nav,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly nav: readonly { readonly href: string; readonly label: string; readonly icon: ReactNode }[]
}): ReactNode {
  const client = useClient()
  const { resolved, setTheme } = useTheme()
  const commands: readonly Command[] = [
    ...nav.map(({ href, label, icon }) => ({ id: href, group: 'Pages', title: label, icon, href })),
    { id: 'collections', group: 'Pages', title: 'Collections', icon: <Library />, href: '/collections' },
    {
      id: 'theme',
      group: 'Settings',
      title: resolved === 'dark' ? 'Use the light theme' : 'Use the dark theme',
      icon: resolved === 'dark' ? <Sun /> : <Moon />,
      keywords: 'dark light theme colour',
      run: () => setTheme(resolved === 'dark' ? 'light' : 'dark'),
    },
  ]
  const search = async (query: string): Promise<readonly Command[]> => {
    const hits = await client.request('search', { query })
    const found = hits.map(commandOf)
    return [
      ...found,
      {
        id: 'all',
        group: 'Found',
        title: `All results for “${query}”`,
        icon: <Search />,
        href: links.search(query),
      },
    ]
  }
  return (
    <CommandPalette
      open={open}
      onOpenChange={onOpenChange}
      commands={commands}
      search={search}
      onNavigate={navigate}
      placeholder="Search items, accounts, commits, transactions…"
    />
  )
}

function commandOf(hit: SearchHit): Command {
  return {
    id: `${hit.kind} ${hit.id}`,
    group: 'Found',
    title: hit.title,
    hint: hit.kind,
    icon: ICONS[hit.kind],
    href: linkOfHit(hit),
  }
}
