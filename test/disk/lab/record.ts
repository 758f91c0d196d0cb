/** Reads a record of disk-lab.c: what a disk was told and what left by sockets, in the one order in which it took effect. */

/** Where the entry ends in the record, in bytes: whoever looks at the record's size from outside can be placed in its order. */
interface Placed {
  readonly end: number;
}

export type RecordEntry = Placed &
  (
    | { readonly type: "create"; readonly inode: number; readonly path: string }
    | { readonly type: "write"; readonly inode: number; readonly at: number; readonly data: Buffer }
    | { readonly type: "truncate"; readonly inode: number; readonly size: number }
    | { readonly type: "sync_begin"; readonly inode: number; readonly id: bigint; readonly path: string }
    | { readonly type: "sync_end"; readonly id: bigint; readonly failed: boolean }
    | { readonly type: "unlink"; readonly path: string }
    | { readonly type: "rename"; readonly from: string; readonly to: string }
    | { readonly type: "link"; readonly from: string; readonly to: string }
    | { readonly type: "mkdir"; readonly path: string }
    | Send
  );

/** Bytes that were given to a socket of the program. */
export interface Send extends Placed {
  readonly type: "send";
  /** The program's own port, and the other end's. */
  readonly local: number;
  readonly peer: number;
  readonly connection: bigint;
  /** Without what a full socket did not take. */
  readonly data: Buffer;
}

/** struct entry: u32 length, u32 kind, u64 inode, i64 at, u64 id. */
const HEAD_BYTES = 32;
const UNSENT = 10;

/** @throws Error the record is torn, or of another version of disk-lab.c: it must not be judged by */
export function parseRecord(record: Buffer): readonly RecordEntry[] {
  const entries: RecordEntry[] = [];
  /** By connection: where its last SEND stands in `entries`. */
  const lastSends = new Map<bigint, number>();
  for (let at = 0; at < record.length; ) {
    const length = at + HEAD_BYTES <= record.length ? record.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    const end = at + HEAD_BYTES + length;
    if (end > record.length) throw new Error(`the record is torn at byte ${at} of ${record.length}`);
    const raw: Raw = {
      kind: record.readUInt32LE(at + 4),
      inode: Number(record.readBigUInt64LE(at + 8)),
      at: Number(record.readBigInt64LE(at + 16)),
      id: record.readBigUInt64LE(at + 24),
      data: record.subarray(at + HEAD_BYTES, end),
    };
    if (raw.kind === UNSENT) takeBack(entries, lastSends.get(raw.id), raw, at);
    else {
      const entry = { ...read(raw, at), end };
      if (entry.type === "send") lastSends.set(entry.connection, entries.length);
      entries.push(entry);
    }
    at = end;
  }
  return entries;
}

interface Raw {
  readonly kind: number;
  readonly inode: number;
  readonly at: number;
  readonly id: bigint;
  readonly data: Buffer;
}

// An intersection with a union: Omit would merge its members.
type Unplaced<T> = T extends Placed ? Omit<T, "end"> : never;

function read({ kind, inode, at, id, data }: Raw, place: number): Unplaced<RecordEntry> {
  switch (kind) {
    case 1:
      return { type: "create", inode, path: textOf(data, place) };
    case 2:
      return { type: "write", inode, at, data };
    case 3:
      return { type: "truncate", inode, size: at };
    case 4:
      return { type: "sync_begin", inode, id, path: textOf(data, place) };
    case 5:
      return { type: "sync_end", id, failed: at !== 0 };
    case 6:
      return { type: "unlink", path: textOf(data, place) };
    case 7:
      return { type: "rename", ...twoPaths(data, place) };
    case 8:
      return { type: "mkdir", path: textOf(data, place) };
    case 9:
      return { type: "send", local: Math.floor(at / 2 ** 16), peer: at % 2 ** 16, connection: id, data };
    case 11:
      return { type: "link", ...twoPaths(data, place) };
    default:
      throw new Error(`the record has an entry of the unknown kind ${kind} at byte ${place}`);
  }
}

function textOf(data: Buffer, place: number): string {
  const text = data.toString("utf8");
  if (!text.startsWith("/") || text.includes("\0")) {
    throw new Error(`the record has no path at byte ${place}: ${JSON.stringify(text)}`);
  }
  return text;
}

function twoPaths(data: Buffer, place: number): { readonly from: string; readonly to: string } {
  const middle = data.indexOf(0);
  if (middle === -1) throw new Error(`the record has one path of two at byte ${place}`);
  return { from: textOf(data.subarray(0, middle), place), to: textOf(data.subarray(middle + 1), place) };
}

/** A full socket took less: what it did not take is recorded again when it is sent again. */
function takeBack(
  entries: RecordEntry[],
  index: number | undefined,
  { at: bytes }: Raw,
  place: number,
): void {
  const entry = index === undefined ? undefined : entries[index];
  if (index === undefined || entry?.type !== "send" || bytes > entry.data.length) {
    throw new Error(`the record takes back ${bytes} bytes at byte ${place} that were never sent`);
  }
  entries[index] = { ...entry, data: entry.data.subarray(0, entry.data.length - bytes) };
}
