/** A disk of a few megabytes in a folder: a tmpfs, for which root or sudo without a question is needed. CI has it. */
import { execFileSync } from "node:child_process";
import { newFolder } from "./store.ts";

const asRoot = (...command: readonly [string, ...string[]]): void => {
  const isRoot = process.getuid?.() === 0;
  const [program, ...words] = isRoot ? command : (["sudo", "-n", ...command] as const);
  execFileSync(program, words, { stdio: "pipe" });
};

/** `options` as of tmpfs(5): "size=16m,ro". */
export const mountDisk = (folder: string, options: string): void =>
  asRoot("mount", "-t", "tmpfs", "-o", `${options},mode=0777`, "tmpfs", folder);
export const remountDisk = (folder: string, options: string): void =>
  asRoot("mount", "-o", `remount,${options}`, folder);
export const unmountDisk = (folder: string): void => asRoot("umount", folder);

/** Whoever may not mount cannot run these tests; they are then shown as skipped, with this as the reason. */
export const mayMount = ((): boolean => {
  try {
    const folder = newFolder();
    mountDisk(folder, "size=1m");
    unmountDisk(folder);
    return true;
  } catch {
    return false;
  }
})();
