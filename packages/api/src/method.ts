import type { Codec } from '@demiurge/codec'

/** Where a method is also reachable as `GET /api/v1/…`: `{name}` parts and the query string fill the parameters. */
export interface RestRoute {
  readonly path: `/api/v1/${string}`
  /** A second path, by which other systems know the same thing. */
  readonly alias?: string
  /** Whether the answer can never change once it exists; caches may keep it for ever. */
  readonly immutable?: boolean
}

/** One thing the node's interface can do, as data: server, SDK types, OpenRPC and OpenAPI all follow from it. */
export interface Method<P, R> {
  readonly doc: string
  readonly params: Codec<P>
  readonly result: Codec<R>
  /** Codes that `error.data.code` can have beside the general ones. */
  readonly errors: readonly string[]
  readonly rest?: RestRoute
}

/** Describes a method; its TypeScript types follow from the codecs. */
export function method<P, R>(definition: Method<P, R>): Method<P, R> {
  return definition
}

/** Something a client can follow over `/ws`: each notification is one `item`. */
export interface Topic<P, I> {
  readonly doc: string
  readonly params: Codec<P>
  readonly item: Codec<I>
}

/** Describes a topic. */
export function topic<P, I>(definition: Topic<P, I>): Topic<P, I> {
  return definition
}

/** Parameters of a method or topic. */
export type ParamsOf<M> = M extends { readonly params: Codec<infer P> } ? P : never

/** Result of a method. */
export type ResultOf<M> = M extends { readonly result: Codec<infer R> } ? R : never

/** Item of a topic. */
export type ItemOf<T> = T extends { readonly item: Codec<infer I> } ? I : never
