/** Which disk should hold a folder, and is it there? fstab(5), proc_pid_mountinfo(5). */

/** The mount point that fstab names for the folder and that is not mounted, or null. */
export function unmountedAbove(folder: string, fstab: string, mountinfo: string): string | null {
  const wanted = fieldsOf(fstab)
    .filter(
      ([, place = "", , options = ""]) => place.startsWith("/") && !options.split(",").includes("noauto"),
    )
    .map(([, place = ""]) => plain(place))
    .filter((place) => place !== "/" && isBelow(folder, place));
  if (wanted.length === 0 || mountinfo === "") return null;
  const mounted = new Set(fieldsOf(mountinfo).map((fields) => plain(fields[4] ?? "")));
  return wanted.find((place) => !mounted.has(place)) ?? null;
}

const fieldsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));

/** Both files write spaces and the like as octal; "/data/" is "/data". */
const plain = (place: string): string =>
  place
    .replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replace(/(.)\/+$/, "$1");

const isBelow = (folder: string, place: string): boolean =>
  folder === place || folder.startsWith(`${place}/`);
