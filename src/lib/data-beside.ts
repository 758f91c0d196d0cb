/** JSON that lies beside a source file, read when it is first needed: what a start does not need must not make it longer. */
import { readFileSync } from "node:fs";

/** `address`: the caller's import.meta.url. Not parsed by any schema yet. */
export const dataBeside = (address: string, path: string): unknown =>
  JSON.parse(readFileSync(new URL(path, address), "utf8"));
