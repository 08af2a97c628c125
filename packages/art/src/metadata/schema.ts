/**
 * Schemas of documents: JSON Schema (draft 2020-12) as plain objects, and the types that follow from them. Collections are made by programs that start for each of them, and
 * loading TypeBox, which recipes use, takes half as long as everything else they need. @module
 */
import type { JsonSchema } from './schema-problems.ts'

declare const valueType: unique symbol
declare const optionalMember: unique symbol

/** A schema of values of a type. */
export type Schema<T = unknown> = JsonSchema & { readonly [valueType]: T }

/** A schema of a member that may be left out. */
export type OptionalSchema<T = unknown> = Schema<T> & { readonly [optionalMember]: true }

/** Schemas of an object's members. */
export type Members = Readonly<Record<string, Schema>>

/** The type of a schema's values. */
export type Static<S extends Schema> = S[typeof valueType]

type OptionalName<M extends Members> = {
  [K in keyof M]: M[K] extends OptionalSchema ? K : never
}[keyof M]

type ObjectOf<M extends Members> = {
  [K in Exclude<keyof M, OptionalName<M>>]: Static<M[K]>
} & { [K in OptionalName<M>]?: Static<M[K]> } extends infer O
  ? { [K in keyof O]: O[K] }
  : never

/** Keywords beside those that a builder writes itself. */
type Keywords = JsonSchema & { readonly $id?: string; readonly title?: string; readonly default?: unknown }

/** Schemas that `Optional` gave: the mark is no keyword of JSON Schema. */
const optionals = new WeakSet<object>()

const schemaOf = <T>(keywords: Keywords): Schema<T> => keywords as Schema<T>

/** Builds schemas, each with further keywords. */
export const Type = {
  String: (keywords: Keywords = {}): Schema<string> => schemaOf({ type: 'string', ...keywords }),
  Number: (keywords: Keywords = {}): Schema<number> => schemaOf({ type: 'number', ...keywords }),
  Integer: (keywords: Keywords = {}): Schema<number> => schemaOf({ type: 'integer', ...keywords }),
  Boolean: (keywords: Keywords = {}): Schema<boolean> => schemaOf({ type: 'boolean', ...keywords }),
  /** Any JSON value. */
  Unknown: (): Schema<unknown> => schemaOf({}),
  Literal: <const T extends string | number>(value: T, keywords: Keywords = {}): Schema<T> =>
    schemaOf({ type: typeof value, const: value, ...keywords }),
  Enum: <const T extends readonly string[]>(values: T, keywords: Keywords = {}): Schema<T[number]> =>
    schemaOf({ enum: values, ...keywords }),
  Array: <S extends Schema>(items: S, keywords: Keywords = {}): Schema<Static<S>[]> =>
    schemaOf({ type: 'array', items, ...keywords }),
  /** An object of which every member, whatever its name, has the schema. */
  Record: <S extends Schema>(members: S, keywords: Keywords = {}): Schema<Record<string, Static<S>>> =>
    schemaOf({ type: 'object', additionalProperties: members, ...keywords }),
  Object: <M extends Members>(members: M, keywords: Keywords = {}): Schema<ObjectOf<M>> => {
    const required = Object.keys(members).filter((name) => !optionals.has(members[name] ?? {}))
    return schemaOf({
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      properties: members,
      ...keywords,
    })
  },
  /** A schema written out, of values of a type that does not follow from it. */
  Unsafe: <T>(keywords: Keywords): Schema<T> => schemaOf(keywords),
  /** The schema for a member that may be left out. */
  Optional: <S extends Schema>(schema: S): S & OptionalSchema<Static<S>> => {
    const optional = { ...schema } as S & OptionalSchema<Static<S>>
    optionals.add(optional)
    return optional
  },
}
