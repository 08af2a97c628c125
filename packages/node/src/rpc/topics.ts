import { type ItemOf, type TopicName, topics } from '@demiurge/api'
import { type Codec, type Json, toJson } from '@demiurge/codec'

type Listener = (json: Json) => void

/** Parameters that tell subscriptions of one topic apart, such as the transaction's id. */
type Filter = string

/** Hands what happens to whoever follows it. An item is turned into JSON once, however many follow. */
export class Topics {
  readonly #listeners = new Map<TopicName, Map<Filter, Set<Listener>>>()

  /** Tells everyone who follows the topic with this filter. */
  publish<T extends TopicName>(name: T, item: ItemOf<(typeof topics)[T]>, filter: Filter = ''): void {
    const listeners = this.#listeners.get(name)?.get(filter)
    if (listeners === undefined) return
    const json = toJson(topics[name].item as Codec<unknown>, item)
    for (const listener of [...listeners]) listener(json)
  }

  /** Whether anyone follows: what nobody follows need not be computed. */
  isFollowed(name: TopicName, filter: Filter = ''): boolean {
    return this.#listeners.get(name)?.has(filter) === true
  }

  /** Follows a topic; returns how to stop. */
  follow(name: TopicName, filter: Filter, listener: Listener): () => void {
    const byFilter = this.#listeners.get(name) ?? new Map<Filter, Set<Listener>>()
    this.#listeners.set(name, byFilter)
    const listeners = byFilter.get(filter) ?? new Set()
    byFilter.set(filter, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0 || byFilter.get(filter) !== listeners) return
      byFilter.delete(filter)
      if (byFilter.size === 0 && this.#listeners.get(name) === byFilter) this.#listeners.delete(name)
    }
  }
}
