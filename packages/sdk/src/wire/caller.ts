import {
  type ItemOf,
  type Method,
  type MethodName,
  methods,
  type ParamsOf,
  type ResultOf,
  type Topic,
  type TopicName,
  topics,
} from '@demiurge/api'
import { CodecError, fromJson, toJson } from '@demiurge/codec'
import { SdkError } from '../error.ts'
import type { CancelSignal } from '../signal.ts'
import { createBatcher } from './batcher.ts'
import type { Transport } from './transport.ts'

type Methods = typeof methods
type Topics = typeof topics

/** Parameters as a caller gives them: what may be null may be left out. */
export type Given<P> = { readonly [K in keyof P as null extends P[K] ? never : K]: P[K] } & {
  readonly [K in keyof P as null extends P[K] ? K : never]?: P[K]
}

/** The arguments for parameters: none when there is nothing that must be given. */
export type ParamsArgument<P> =
  Record<never, never> extends Given<P> ? [params?: Given<P>] : [params: Given<P>]

/** How a subscription is ended. */
export interface SubscribeOptions {
  readonly signal?: CancelSignal
}

/** The node's interface, typed by its contract. */
export interface Caller {
  /** Calls a method. Throws ApiError with the node's code and message, or SdkError `transport.…`. */
  request<N extends MethodName>(
    name: N,
    ...params: ParamsArgument<ParamsOf<Methods[N]>>
  ): Promise<ResultOf<Methods[N]>>
  /** Follows a topic; leave the loop or abort the signal to end it. A lost connection is made anew. */
  subscribe<N extends TopicName>(
    name: N,
    params: Given<ParamsOf<Topics[N]>>,
    options?: SubscribeOptions,
  ): AsyncIterable<ItemOf<Topics[N]>>
}

/** Builds the typed interface over a transport. */
export function createCaller(transport: Transport): Caller {
  const call = createBatcher((body) => transport.request(body))
  const callers = {
    async request(name: MethodName, given: unknown = {}): Promise<unknown> {
      const { params, result }: Method<unknown, unknown> = methods[name]
      const json = await call(name, toJson(params, given))
      return read(name, () => fromJson(result, json))
    },
    async *subscribe(
      name: TopicName,
      given: unknown,
      options: SubscribeOptions = {},
    ): AsyncIterable<unknown> {
      const { params, item }: Topic<unknown, unknown> = topics[name]
      const items = transport.open({ topic: name, params: toJson(params, given) }, options.signal)
      for await (const json of items) yield read(name, () => fromJson(item, json))
    },
  }
  // The codecs that the types follow from are the ones that read and write here, under the same name.
  return callers as Caller
}

/** An answer that breaks the contract is the node's fault, and says which part. */
function read<T>(name: string, step: () => T): T {
  try {
    return step()
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    const message = `the node's answer to ${name} does not keep the contract: ${cause.message}; is it of another version?`
    throw new SdkError('transport.BadAnswer', message, { cause })
  }
}
