declare const unrecognized: unique symbol

/**
 * A value that this version of the contract does not know: a later server sent it. It is a plain
 * string at run time; the brand lets a `switch` over the known values narrow exactly.
 */
export type Unrecognized = string & { readonly [unrecognized]: never }
