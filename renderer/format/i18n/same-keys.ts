/** The French file must have exactly the English keys: checked by the compiler, placeholders by a unit test. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };
