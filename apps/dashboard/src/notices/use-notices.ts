import { useSyncExternalStore } from 'react'
import { type Notices, readNotices, subscribeNotices } from './watched.ts'

/** What is watched and what happened, kept up to date. */
export function useNotices(): Notices {
  return useSyncExternalStore(subscribeNotices, readNotices)
}
