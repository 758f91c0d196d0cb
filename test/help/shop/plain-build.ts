/**
 * A build with one file for each source file: a proof can change one of them, or start the house within its own process. It lies in
 * the checkout, so that its packages are found.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../../..");

/** Made of the sources as they stand. `name`: two who build at once must not meet. @returns its folder @throws Error it does not build */
export function buildPlain(name: string): string {
  const place = join(ROOT, "node_modules/.cache", name);
  const dist = join(place, "dist");
  const args = [join(ROOT, "scripts/build.mjs"), "--plain", "--out", dist];
  // What a compiler says belongs beside this run's own words, not among them.
  const { status } = spawnSync(process.execPath, args, { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`the plain build failed: node scripts/build.mjs --plain --out ${dist}`);
  // The program reads its version and its kind of module here.
  copyFileSync(join(ROOT, "package.json"), join(place, "package.json"));
  return dist;
}
