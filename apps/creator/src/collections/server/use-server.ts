import type { CollectionView, JobView } from '@demiurge/studio/contract'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Pace, StudioEvents } from './events.ts'
import type { StudioApi } from './studio-api.ts'

/** The studio's server for every view. */
export interface Server {
  readonly api: StudioApi
  readonly events: StudioEvents
}

/** Gives the server to everything below. */
export const ServerContext = createContext<Server | undefined>(undefined)

/** The studio's server; throws outside of the collections' page. */
export function useServer(): Server {
  const server = useContext(ServerContext)
  if (server === undefined) throw new Error('this part of the page works inside the collections only')
  return server
}

/** The newest making of a collection as far as it is known: what came with the collection, or what events told since. */
export function useJob({ id, job: told }: Pick<CollectionView, 'id' | 'job'>): {
  readonly job: JobView | undefined
  readonly pace: Pace | undefined
} {
  const { events } = useServer()
  const jobs = useSyncExternalStore(events.subscribe, events.jobs)
  let job = told === undefined ? undefined : (jobs.get(told.id) ?? told)
  for (const each of jobs.values())
    if (each.subject === id && each.kind === 'collection.make' && each.createdMs > (job?.createdMs ?? 0))
      job = each
  return { job, pace: job === undefined ? undefined : events.paceOf(job.id) }
}

/** A job as it is now, once it is known. */
export function useOneJob(id: string | undefined): JobView | undefined {
  const { events } = useServer()
  const jobs = useSyncExternalStore(events.subscribe, events.jobs)
  return id === undefined ? undefined : jobs.get(id)
}

/** Whether a job still takes its course; a paused one does not. */
export function isActive(job: JobView | undefined): boolean {
  return job?.state === 'running' || job?.state === 'waiting'
}
