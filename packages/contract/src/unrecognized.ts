declare const unrecognized: unique symbol

/**
 * A value of an enum that this version of the contract does not know: a later server sent it. It is a
 * string and may be used as one; once every known value is ruled out, it is what remains.
 */
export type Unrecognized = string & { readonly [unrecognized]: never }

/**
 * The discriminator of a variant that this version of the contract does not know. At run time it is a
 * plain string, with all of a string's methods; `${value}` gives it as one. It is not typed as
 * `string`, because every literal is comparable to that, and then no comparison would narrow a union.
 */
// biome-ignore lint/complexity/noBannedTypes: the interface of strings, not the type
export interface UnrecognizedTag extends String {
  readonly [unrecognized]: never
}
