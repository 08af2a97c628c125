/** Parameters as a view gives them: what may be null may be left out. */
export type Given<P> = { readonly [K in keyof P as null extends P[K] ? never : K]: P[K] } & {
  readonly [K in keyof P as null extends P[K] ? K : never]?: P[K]
}
