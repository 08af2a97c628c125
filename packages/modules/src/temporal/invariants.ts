import type { StateReader } from '@demiurge/state'
import { parameters, window } from './state.ts'

/** What is published has as many links as the delay, and is there only over a fixed mix. */
export function windowIsPlausible(state: StateReader): string | null {
  const present = window.get({ state })
  const rules = parameters.get({ state })
  if (present === undefined || rules === undefined || present.publication === null) return null
  if (!present.isFixed) return `something is published in epoch ${present.epoch} before the mix is fixed`
  const { length } = present.publication.ends
  return length === rules.segments ? null : `${length} links are published, the delay has ${rules.segments}`
}
