/**
 * A disk with a volatile cache, as a pure model. What was written is durable once a sync of its file that began later has ended;
 * until then each write may be lost, kept, or torn at its sectors, whatever became of the others. Names are durable by a sync of
 * their folder; a journalled file system keeps their order, so that of a folder's names a first part survives.
 */
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import type { RecordEntry } from "../disk/lab/record.ts";

/** The smallest piece that a disk writes whole. */
export const SECTOR_BYTES = 512;

/** What becomes of what was not durable. Asked in an order that depends on the record alone. */
export interface Fate {
  /** Of so many changes of names in one folder, not durable and in order: how many survive. */
  names(changes: readonly Pending[]): number;
  /** Of so many changes of a file's size: how many survive. */
  sizes(changes: readonly Pending[]): number;
  write(change: Pending): "lost" | "kept" | "torn";
  /** Of a torn write: this sector of it is on disk. */
  sector(): boolean;
}

/** `seq`: its place among all entries. */
export interface Pending {
  readonly seq: number;
}

export interface Image {
  /** By path below the disk's folder. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: readonly string[];
  /** Two images of one hash are the same. */
  readonly hash: string;
  /** Changes that were not durable at the cut; of them lost and torn. */
  readonly pending: number;
  readonly lost: number;
  readonly torn: number;
}

export interface Disk {
  apply(entry: RecordEntry): void;
  /** The plug is pulled now. */
  image(fate: Fate): Image;
  /** Changes that are not durable. */
  pending(): readonly Pending[];
}

interface Write extends Pending {
  readonly type: "write";
  readonly at: number;
  readonly data: Buffer;
}
interface Resize extends Pending {
  readonly type: "resize";
  readonly size: number;
}

interface File {
  readonly type: "file";
  /** Shared memory of SQLite: it is made anew after each start, and its writes go past the file calls. */
  readonly isScratch: boolean;
  durable: Buffer;
  /** Bytes of `durable` that count: it grows ahead. */
  length: number;
  pending: (Write | Resize)[];
}

interface Folder {
  readonly type: "folder";
  readonly durable: Map<string, Node>;
  pending: Naming[];
}

type Node = File | Folder;

interface Naming extends Pending {
  apply(names: Map<string, Node>): void;
}

/** `root`: the folder whose files were recorded; empty at the record's start. */
export function createDisk(root: string): Disk {
  const top: Folder = { type: "folder", durable: new Map(), pending: [] };
  /** As the running program sees it. */
  const names = new Map<string, Node>([[root, top]]);
  const inodes = new Map<number, File>();
  const syncs = new Map<bigint, { readonly node: Node | undefined; readonly seq: number }>();
  let seq = 0;

  const folderOf = (path: string): Folder => {
    const folder = names.get(dirname(path));
    if (folder?.type !== "folder") throw new Error(`the record has no folder for ${path}`);
    return folder;
  };
  const nodeAt = (path: string): Node => {
    const node = names.get(path);
    if (!node) throw new Error(`the record never made ${path}`);
    return node;
  };
  const fileOf = (inode: number): File => {
    const file = inodes.get(inode);
    if (!file) throw new Error(`the record writes to inode ${inode}, which it never made`);
    return file;
  };
  const changeNames = (path: string, apply: Naming["apply"]): void => {
    folderOf(path).pending.push({ seq, apply });
  };

  const add = (path: string, node: Node): void => {
    changeNames(path, (inFolder) => void inFolder.set(basename(path), node));
    names.set(path, node);
  };
  const remove = (path: string): void => {
    nodeAt(path);
    changeNames(path, (inFolder) => void inFolder.delete(basename(path)));
    names.delete(path);
  };
  const move = (from: string, to: string): void => {
    const node = nodeAt(from);
    if (node.type === "folder" || dirname(from) !== dirname(to)) {
      throw new Error(`not modelled: ${from} renamed to ${to}`);
    }
    changeNames(from, (inFolder) => {
      inFolder.delete(basename(from));
      inFolder.set(basename(to), node);
    });
    names.delete(from);
    names.set(to, node);
  };
  const endSync = (id: bigint, failed: boolean): void => {
    const sync = syncs.get(id);
    syncs.delete(id);
    // A sync that failed may have brought anything to disk: all of it stays open.
    if (!sync?.node || failed) return;
    settle(sync.node, sync.seq);
  };

  return {
    apply(entry) {
      seq += 1;
      switch (entry.type) {
        case "create": {
          // A number that was free again is another file.
          const file = newFile(entry.path);
          inodes.set(entry.inode, file);
          return add(entry.path, file);
        }
        case "write":
          return void fileOf(entry.inode).pending.push({
            type: "write",
            seq,
            at: entry.at,
            data: entry.data,
          });
        case "truncate":
          return void fileOf(entry.inode).pending.push({ type: "resize", seq, size: entry.size });
        case "sync_begin": {
          const named = names.get(entry.path);
          const node = named?.type === "folder" ? named : inodes.get(entry.inode);
          return void syncs.set(entry.id, { node, seq });
        }
        case "sync_end":
          return endSync(entry.id, entry.failed);
        case "unlink":
          return remove(entry.path);
        case "rename":
          return move(entry.from, entry.to);
        case "link":
          return add(entry.to, nodeAt(entry.from));
        case "mkdir":
          return add(entry.path, { type: "folder", durable: new Map(), pending: [] });
        case "send":
          return;
      }
    },
    image: (fate) => drawImage(top, fate),
    pending: () =>
      [...new Set(names.values())]
        .flatMap((node): readonly Pending[] => (node.type === "file" && node.isScratch ? [] : node.pending))
        .toSorted((a, b) => a.seq - b.seq),
  };
}

const newFile = (path: string): File => ({
  ...{ type: "file", isScratch: path.endsWith("-shm"), durable: Buffer.alloc(0), length: 0, pending: [] },
});

/** Everything before `seq` is durable. */
function settle(node: Node, seq: number): void {
  const isSettled = (change: Pending): boolean => change.seq < seq;
  if (node.type === "folder") {
    for (const change of node.pending.filter(isSettled)) change.apply(node.durable);
    node.pending = node.pending.filter((change) => !isSettled(change));
    return;
  }
  for (const change of node.pending.filter(isSettled)) {
    if (change.type === "resize") resize(node, change.size);
    else put(node, change.at, change.data);
  }
  node.pending = node.pending.filter((change) => !isSettled(change));
}

type Content = Pick<File, "durable" | "length">;

function put(content: Content, at: number, data: Buffer): void {
  const end = at + data.length;
  if (end > content.durable.length) {
    const grown = Buffer.alloc(Math.max(end, 2 * content.durable.length));
    content.durable.copy(grown, 0, 0, content.length);
    content.durable = grown;
  }
  data.copy(content.durable, at);
  content.length = Math.max(content.length, end);
}

/** What is cut off reads as zeros if the file grows again. */
function resize(content: Content, size: number): void {
  if (size > content.length) put(content, size, Buffer.alloc(0));
  else content.durable.fill(0, size, content.length);
  content.length = size;
}

interface Count {
  pending: number;
  lost: number;
  torn: number;
}

function drawImage(top: Folder, fate: Fate): Image {
  const files = new Map<string, Buffer>();
  const folders: string[] = [];
  const count: Count = { pending: 0, lost: 0, torn: 0 };
  const drawn = new Map<File, Buffer>();

  const walk = (folder: Folder, place: string): void => {
    const names = new Map(folder.durable);
    const kept = fate.names(folder.pending);
    for (const change of folder.pending.slice(0, kept)) change.apply(names);
    count.pending += folder.pending.length;
    count.lost += folder.pending.length - kept;
    for (const [name, node] of [...names].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const path = place + name;
      if (node.type === "folder") {
        folders.push(path);
        walk(node, `${path}/`);
      } else if (!node.isScratch) {
        const content = drawn.get(node) ?? drawFile(node, fate, count);
        drawn.set(node, content);
        files.set(path, content);
      }
    }
  };
  walk(top, "");
  return { files, folders, hash: hashOf(files, folders), ...count };
}

function drawFile({ durable, length, pending }: File, fate: Fate, count: Count): Buffer {
  if (pending.length === 0) return durable.subarray(0, length);
  const content: Content = { durable: Buffer.from(durable.subarray(0, length)), length };
  const resizes = pending.filter((change) => change.type === "resize");
  const lostSizes = new Set(resizes.slice(fate.sizes(resizes)));
  count.pending += pending.length;
  count.lost += lostSizes.size;
  for (const change of pending) {
    if (change.type === "write") drawWrite(content, change, fate, count);
    else if (!lostSizes.has(change)) resize(content, change.size);
  }
  return content.durable.subarray(0, content.length);
}

function drawWrite(content: Content, change: Write, fate: Fate, count: Count): void {
  const end = fate.write(change);
  if (end === "kept") put(content, change.at, change.data);
  if (end === "lost") count.lost += 1;
  if (end !== "torn") return;
  count.torn += 1;
  for (const { at, data } of sectorsOf(change)) if (fate.sector()) put(content, at, data);
}

/** A write's pieces, cut where the disk's sectors are. */
function sectorsOf({ at, data }: Write): readonly { readonly at: number; readonly data: Buffer }[] {
  const pieces: { readonly at: number; readonly data: Buffer }[] = [];
  for (let from = 0; from < data.length; ) {
    const place = at + from;
    const to = Math.min(data.length, from + SECTOR_BYTES - (place % SECTOR_BYTES));
    pieces.push({ at: place, data: data.subarray(from, to) });
    from = to;
  }
  return pieces;
}

function hashOf(files: ReadonlyMap<string, Buffer>, folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of folders) hash.update(`${path}/\0`);
  for (const [path, content] of files) hash.update(`${path}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}
