import type { Connection } from "./database.ts";

/** Opens a sound database; a corrupted one is never replaced by an empty one. */
export function openSound(
  path: string,
  open: (path: string) => Connection,
): { readonly db: Connection; readonly notes: readonly string[] } {
  return { db: open(path), notes: [] };
}
