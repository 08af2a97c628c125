import { type ItemOf, type TopicName, topics } from '@demiurge/api'
import { type Codec, type Json, toJson } from '@demiurge/codec'

/** Who follows, and which items they want of a topic; all when left out. */
interface Follower<I> {
  readonly listener: (json: Json) => void
  readonly wants: ((item: I) => boolean) | undefined
}

type ItemNamed<T extends TopicName> = ItemOf<(typeof topics)[T]>

/** Parameters that tell subscriptions of one topic apart, such as the transaction's id. */
type Filter = string

/** Hands what happens to whoever follows it. An item is turned into JSON once, however many want it, and not at all where nobody does. */
export class Topics {
  readonly #listeners = new Map<TopicName, Map<Filter, Set<Follower<never>>>>()

  /** Tells everyone who follows the topic with this filter. */
  publish<T extends TopicName>(name: T, item: ItemNamed<T>, filter: Filter = ''): void {
    const listeners = this.#listeners.get(name)?.get(filter)
    if (listeners === undefined) return
    // `follow` took them for this very topic.
    const wanting = [...listeners].filter(({ wants }) => wants === undefined || wants(item as never))
    if (wanting.length === 0) return
    const json = toJson(topics[name].item as Codec<unknown>, item)
    for (const { listener } of wanting) listener(json)
  }

  /** Whether anyone follows: what nobody follows need not be computed. */
  isFollowed(name: TopicName, filter: Filter = ''): boolean {
    return this.#listeners.get(name)?.has(filter) === true
  }

  /** Follows a topic, or what is wanted of it; returns how to stop. */
  follow<T extends TopicName>(
    name: T,
    filter: Filter,
    listener: (json: Json) => void,
    wants?: (item: ItemNamed<T>) => boolean,
  ): () => void {
    const follower = { listener, wants }
    const byFilter = this.#listeners.get(name) ?? new Map<Filter, Set<Follower<never>>>()
    this.#listeners.set(name, byFilter)
    const listeners = byFilter.get(filter) ?? new Set()
    byFilter.set(filter, listeners)
    listeners.add(follower)
    return () => {
      listeners.delete(follower)
      if (listeners.size > 0 || byFilter.get(filter) !== listeners) return
      byFilter.delete(filter)
      if (byFilter.size === 0 && this.#listeners.get(name) === byFilter) this.#listeners.delete(name)
    }
  }
}
