declare const unrecognized: unique symbol

/**
 * A value that this version of the contract does not know: a later server sent it. At run time it is
 * a plain string, with all of a string's methods; `${value}` gives it as one. It is not typed as
 * `string`, because every literal is comparable to that, and a comparison would narrow neither an
 * enum nor a union by its discriminator.
 */
// biome-ignore lint/complexity/noBannedTypes: the interface of strings, not the type
export interface Unrecognized extends String {
  readonly [unrecognized]: never
}
