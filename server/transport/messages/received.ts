/** Keys that may be absent. */
type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

/** A map field: decoders that meet hostile keys deliver a Map, generic ones a plain object. */
export type ReceivedMap<V> = ReadonlyMap<string, V> | Readonly<Record<string, V>>

type ReceivedObject<T> = string extends keyof T
  ? ReceivedMap<T[keyof T]>
  : { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Received<T[K]> } & {
      readonly [K in OptionalKeys<T>]?: Received<T[K]> | undefined
    }

/**
 * A generated message as it really arrives: an enum may hold any name or number, a map may be a Map. Every range is
 * still unchecked.
 */
export type Received<T> = T extends string
  ? string extends T
    ? string
    : string | number
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Received<Item>[]
      : ReceivedObject<T>
