/** Made at the first use: what a start does not need must not make it longer, nor the idle gateway larger. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
