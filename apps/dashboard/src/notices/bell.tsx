import { Button, IconButton, Popover, TimeAgo, useTopic } from '@demiurge/design'
import { Bell, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { links } from '../router/links.ts'
import { useNotices } from './use-notices.ts'
import { addNotices, clearNotices, markRead, type Notices, toggleWatched, type Watched } from './watched.ts'

/** What happened to watched accounts and works: the node sends the events that name them while the page is open. */
export function NoticeFollower(): null {
  const { watched } = useNotices()
  const about = watched.map(({ id }) => id)
  useTopic('events', about.length === 0 ? null : { about }, (event) => {
    // What reads events knows all modules of the chain: it is fetched when there is something to read.
    import('./notices-of.ts').then(
      ({ noticesOf }) => addNotices(noticesOf(event, watched)),
      // The code could not be fetched: the event is in the activity lists all the same.
      () => undefined,
    )
  })
  return null
}

/** The bell with what is new. */
export function NoticeBell(): ReactNode {
  const state = useNotices()
  const unread = state.notices.filter(({ isRead }) => !isRead).length
  const label = unread === 0 ? 'Notifications' : `Notifications, ${unread} new`
  return (
    <Popover
      label="Notifications"
      trigger={
        <IconButton label={label}>
          <Bell />
          {unread > 0 && <span className="bell-count">{unread > 9 ? '9+' : unread}</span>}
        </IconButton>
      }
    >
      <NoticeList {...state} />
    </Popover>
  )
}

function NoticeList({ watched, notices }: Notices): ReactNode {
  return (
    <div className="notices">
      <header className="d-row d-between">
        <h2>Notifications</h2>
        {notices.length > 0 && (
          <span className="d-row">
            <Button size="small" kind="ghost" onClick={markRead}>
              All read
            </Button>
            <Button size="small" kind="ghost" onClick={clearNotices}>
              Clear
            </Button>
          </span>
        )}
      </header>
      {notices.length === 0 && (
        <p className="d-quiet">
          {watched.length === 0
            ? 'Nothing is watched. Choose “Watch” at an account, a work or a collection, and what happens to it appears here. It stays in this browser.'
            : 'Nothing has happened yet to what you watch.'}
        </p>
      )}
      <ul>
        {notices.map(({ id, title, text, href, timestampMs, isRead }) => (
          <li key={id} data-unread={!isRead || undefined}>
            <a href={href}>
              <strong className="d-truncate">{title}</strong>
              <span>{text}</span>
              <span className="d-faint">
                <TimeAgo timestampMs={timestampMs} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {watched.length > 0 && (
        <details>
          <summary>{`Watched (${watched.length})`}</summary>
          <ul className="watched">
            {watched.map((thing) => (
              <li key={thing.id} className="d-row d-between">
                <a className="d-name-link d-truncate" href={linkOf(thing)}>
                  {thing.name}
                </a>
                <IconButton label={`Stop watching ${thing.name}`} onClick={() => toggleWatched(thing)}>
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function linkOf({ kind, id }: Watched): string {
  return kind === 'account' ? links.account(id) : links[kind](id)
}
