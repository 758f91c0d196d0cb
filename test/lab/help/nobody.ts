/** The gateway does not run as root: what a test does in here it does as an ordinary user. */

const NOBODY = 65_534;

/** Runs as nobody, in these groups only. */
export async function asNobody<T>(groups: readonly string[], run: () => Promise<T>): Promise<T> {
  const before = process.getgroups?.() ?? [];
  process.setgroups?.([...groups]);
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(before);
  }
}
