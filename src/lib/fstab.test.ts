import { expect, it } from "vitest";
import { unmountedAbove } from "./fstab.ts";

const FSTAB = `# the shop's own disk
UUID=1 / ext4 defaults 0 1
UUID=2 /var/lib/tillgate/ ext4 defaults,nofail 0 2
UUID=3 /mnt/old\\040card ext4 noauto 0 0
UUID=4 none swap sw 0 0
`;
const ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";
const DATA = "30 22 8:2 / /var/lib/tillgate rw,relatime shared:2 - ext4 /dev/sda2 rw\n";

it.each([
  ["a disk that fstab names and nobody mounted", "/var/lib/tillgate", FSTAB, ROOT, "/var/lib/tillgate"],
  ["the same for a folder below it", "/var/lib/tillgate/data", FSTAB, ROOT, "/var/lib/tillgate"],
  ["a disk that is mounted", "/var/lib/tillgate", FSTAB, ROOT + DATA, null],
  ["a folder beside it", "/var/lib/tillgate-two", FSTAB, ROOT, null],
  ["a disk that nobody mounts by itself", "/mnt/old card", FSTAB, ROOT, null],
  ["a system without these files", "/var/lib/tillgate", "", "", null],
])("knows %s", (_, folder, fstab, mountinfo, missing) => {
  expect(unmountedAbove(folder, fstab, mountinfo)).toBe(missing);
});
