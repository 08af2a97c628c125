import { type ToastMessage, useToast } from '@demiurge/design'
import type { JobView } from '@demiurge/studio/contract'
import { useEffect } from 'react'
import { parseRoute } from '../route.ts'
import { useServer } from './use-server.ts'

/** Tells when a collection is made or could not be: on the page, and outside of it where that was allowed and nobody looks. */
export function useDoneNotices(): void {
  const { events } = useServer()
  const toast = useToast()
  useEffect(() => {
    const running = new Set<string>()
    return events.listen((event) => {
      if (event.type !== 'job' || event.job.kind !== 'collection.make') return
      const { id, state } = event.job
      if (state === 'waiting' || state === 'running') running.add(id)
      // What had ended before this page came is no news.
      else if (running.delete(id)) tell(event.job, toast)
    })
  }, [events, toast])
}

function tell(job: JobView, toast: ReturnType<typeof useToast>): void {
  const message = messageOf(job)
  if (message === undefined) return
  // Whoever looks at the collection sees it.
  if (!isSeen(job) || message.tone === 'danger') toast(message)
  notify(message)
}

function isSeen({ subject }: JobView): boolean {
  const route = parseRoute(location.hash)
  return route.kind === 'collection' && route.id === subject && ['make', 'pieces'].includes(route.view)
}

function messageOf({ state, failure = '' }: JobView): Required<ToastMessage> | undefined {
  if (state === 'done')
    return { title: 'The collection is made', text: 'All its pieces are there.', tone: 'ok' }
  if (state === 'failed') return { title: 'The collection could not be made', text: failure, tone: 'danger' }
  return undefined
}

function notify({ title, text }: Required<ToastMessage>): void {
  if (document.hidden && 'Notification' in globalThis && Notification.permission === 'granted')
    new Notification(title, { body: text })
}
