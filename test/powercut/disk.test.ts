/** Records made by hand: what a disk may hold after a cut, and what it must. */
import { describe, expect, it } from "vitest";
import { parseRecord, type RecordEntry } from "../disk/lab/record.ts";
import { createDisk, type Fate, SECTOR_BYTES } from "./disk.ts";
import { fateFor, MIXES } from "./fates.ts";

const LOST = fateFor("lost", 1, []);
const KEPT = fateFor("kept", 1, []);

type Told = RecordEntry extends infer E
  ? E extends { readonly end: number }
    ? Omit<E, "end">
    : never
  : never;

const make = (inode: number, path: string): Told => ({ type: "create", inode, path });
const write = (inode: number, at: number, text: string): Told => ({
  ...{ type: "write", inode, at, data: Buffer.from(text) },
});
let syncs = 0n;
/** The sync's begin, whatever happens meanwhile, its end. */
function sync(inode: number, path: string, meanwhile: readonly Told[] = [], failed = false): readonly Told[] {
  syncs += 1n;
  return [
    { type: "sync_begin", inode, id: syncs, path },
    ...meanwhile,
    { type: "sync_end", id: syncs, failed },
  ];
}
const syncFolder = (): readonly Told[] => sync(1, "/disk");

function after(...told: readonly (Told | readonly Told[])[]) {
  const disk = createDisk("/disk");
  for (const entry of told.flat() as readonly Told[]) disk.apply({ ...entry, end: 0 } as RecordEntry);
  return {
    disk,
    files: (fate: Fate) =>
      Object.fromEntries([...disk.image(fate).files].map(([path, content]) => [path, content.toString()])),
  };
}

describe("after a cut", () => {
  it("what was synced is there, whatever becomes of the rest", () => {
    const { files } = after(
      make(7, "/disk/a"),
      write(7, 0, "safe"),
      sync(7, "/disk/a"),
      syncFolder(),
      write(7, 4, " open"),
    );
    expect(files(LOST)).toEqual({ a: "safe" });
    expect(files(KEPT)).toEqual({ a: "safe open" });
  });

  it("what was written while a sync ran may be lost", () => {
    const { files } = after(
      make(7, "/disk/a"),
      syncFolder(),
      write(7, 0, "before"),
      sync(7, "/disk/a", [write(7, 6, " meanwhile")]),
    );
    expect(files(LOST)).toEqual({ a: "before" });
  });

  it("a sync that has not ended, or has failed, kept nothing for sure", () => {
    const begun = sync(7, "/disk/a").slice(0, 1);
    const told = [make(7, "/disk/a"), ...syncFolder(), write(7, 0, "x")];
    expect(after(told, begun).files(LOST)).toEqual({ a: "" });
    expect(after(told, sync(7, "/disk/a", [], true)).files(LOST)).toEqual({ a: "" });
  });

  it("a file whose name was never synced is gone, with all that was synced in it", () => {
    const { files } = after(make(7, "/disk/a"), write(7, 0, "safe"), sync(7, "/disk/a"));
    expect(files(LOST)).toEqual({});
    expect(files(KEPT)).toEqual({ a: "safe" });
  });

  it("a renamed file may stand under its old name, beside nothing or in the old one's place", () => {
    const told = [
      ...[make(7, "/disk/old"), write(7, 0, "1"), ...sync(7, "/disk/old")],
      ...[make(8, "/disk/new"), write(8, 0, "2"), ...sync(8, "/disk/new"), ...syncFolder()],
      { type: "rename", from: "/disk/new", to: "/disk/old" } as const,
    ];
    expect(after(told).files(LOST)).toEqual({ old: "1", new: "2" });
    expect(after(told, syncFolder()).files(LOST)).toEqual({ old: "2" });
  });

  it("names of one folder survive in their order: no later one without the earlier", () => {
    const told = [make(7, "/disk/a"), make(8, "/disk/b")];
    const firstOnly: Fate = { ...LOST, names: () => 1 };
    expect(after(told).files(firstOnly)).toEqual({ a: "" });
  });

  it("a removed file may be back, and a file that took its number is another one", () => {
    const { files } = after(
      ...[make(7, "/disk/a"), write(7, 0, "old"), sync(7, "/disk/a"), syncFolder()],
      ...[{ type: "unlink", path: "/disk/a" } as const, make(7, "/disk/b"), write(7, 0, "new")],
    );
    expect(files(LOST)).toEqual({ a: "old" });
    expect(files(KEPT)).toEqual({ b: "new" });
  });

  it("a second name of a file shows the same file", () => {
    const { files } = after(
      ...[make(7, "/disk/aside"), write(7, 0, "key"), sync(7, "/disk/aside")],
      ...[{ type: "link", from: "/disk/aside", to: "/disk/key" } as const, syncFolder()],
      { type: "unlink", path: "/disk/aside" } as const,
    );
    expect(files(LOST)).toEqual({ aside: "key", key: "key" });
    expect(files(KEPT)).toEqual({ key: "key" });
  });

  it("what stands in a folder whose own name was never synced is gone", () => {
    const { files } = after(
      ...[{ type: "mkdir", path: "/disk/data" } as const, make(7, "/disk/data/a")],
      ...[sync(7, "/disk/data/a"), sync(2, "/disk/data")],
    );
    expect(files(LOST)).toEqual({});
    expect(files(KEPT)).toEqual({ "data/a": "" });
  });

  it("a write is torn where the disk's sectors are, and a hole reads as zeros", () => {
    const data = "x".repeat(3 * SECTOR_BYTES);
    const told = [make(7, "/disk/a"), ...syncFolder(), write(7, 100, data)];
    let sector = 0;
    const second: Fate = { ...LOST, write: () => "torn", sector: () => sector++ === 1 };
    const content = after(told).disk.image(second).files.get("a");
    expect(content?.length).toBe(2 * SECTOR_BYTES);
    expect(content?.subarray(0, SECTOR_BYTES).every((byte) => byte === 0)).toBe(true);
    expect(content?.subarray(SECTOR_BYTES).toString()).toBe("x".repeat(SECTOR_BYTES));
  });

  it("a file that was cut and grew again holds nothing of what it held", () => {
    const { files } = after(
      ...[make(7, "/disk/a"), syncFolder(), write(7, 0, "secret"), sync(7, "/disk/a")],
      ...[{ type: "truncate", inode: 7, size: 0 } as const, write(7, 4, "new")],
    );
    expect(files(KEPT)).toEqual({ a: "\0\0\0\0new" });
    expect(files({ ...LOST, write: () => "kept" })).toEqual({ a: "secrnew" });
    expect(files({ ...LOST, sizes: (changes) => changes.length })).toEqual({ a: "" });
  });

  it("shared memory of SQLite is in no image", () => {
    const { files } = after(make(7, "/disk/db-shm"), write(7, 0, "x"), sync(7, "/disk/db-shm"), syncFolder());
    expect(files(KEPT)).toEqual({});
  });

  it("the same seed leaves the same disk, and each mix another one", () => {
    const told = [
      ...[make(7, "/disk/a"), ...syncFolder()],
      ...Array.from({ length: 30 }, (_, index) => write(7, index * 700, String(index % 10).repeat(900))),
    ];
    const { disk } = after(told);
    const hashes = MIXES.map((mix) => disk.image(fateFor(mix, 5, disk.pending())).hash);
    const again = MIXES.map((mix) => disk.image(fateFor(mix, 5, disk.pending())).hash);
    expect(again).toEqual(hashes);
    expect(new Set(hashes).size).toBe(MIXES.length);
  });
});

describe("a record", () => {
  const entry = (kind: number, text: string, { at = 0, id = 0 } = {}): Buffer => {
    const head = Buffer.alloc(32);
    head.writeUInt32LE(Buffer.byteLength(text));
    head.writeUInt32LE(kind, 4);
    head.writeBigInt64LE(BigInt(at), 16);
    head.writeBigUInt64LE(BigInt(id), 24);
    return Buffer.concat([head, Buffer.from(text)]);
  };

  it("that is torn is not judged by", () => {
    const record = entry(6, "/disk/a");
    expect(parseRecord(record)).toEqual([{ type: "unlink", path: "/disk/a", end: record.length }]);
    expect(() => parseRecord(record.subarray(0, -1))).toThrow(/torn at byte 0/);
    expect(() => parseRecord(Buffer.concat([record, Buffer.alloc(5)]))).toThrow(/torn at byte 39/);
  });

  it("of another form is refused", () => {
    expect(() => parseRecord(entry(99, ""))).toThrow(/unknown kind 99/);
    expect(() => parseRecord(entry(8, "not a path"))).toThrow(/no path/);
    expect(() => parseRecord(entry(7, "/only/one"))).toThrow(/one path of two/);
  });

  it("tells what a full socket did not take", () => {
    const sent = entry(9, "hello", { at: (8080 << 16) | 9100, id: 3 });
    const [send] = parseRecord(Buffer.concat([sent, entry(10, "", { at: 2, id: 3 })]));
    expect(send).toMatchObject({ type: "send", local: 8080, peer: 9100, data: Buffer.from("hel") });
    expect(() => parseRecord(entry(10, "", { at: 2, id: 3 }))).toThrow(/never sent/);
  });
});
