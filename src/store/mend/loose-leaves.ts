/**
 * The pages that hold facts, found one by one. With the root of the journal's tree damaged nothing leads to them although all are
 * there: they are recognised by the form of their rows, and a new tree is set above them.
 * Format: sqlite.org/fileformat2.html, sections 1.6 (b-tree pages) and 2.1 (record format).
 */
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { PAGE_BYTES } from "../database.ts";

const LEAF = 0x0d;
const INTERIOR = 0x05;
const LEAF_HEAD = 8;
const INTERIOR_HEAD = 12;
/** Child, the longest number, and the place in the page's list of cells. */
const INTERIOR_CELL = 4 + 9 + 2;

interface Subtree {
  readonly page: number;
  readonly first: number;
  readonly last: number;
}

/** Sets a tree over all facts in the file, and returns the page of its root; undefined: none was found. */
export function treeOverFacts(file: string): number | undefined {
  const fd = openSync(file, "r+");
  try {
    let level: readonly Subtree[] = inOrder(findLeaves(fd, Math.floor(statSync(file).size / PAGE_BYTES)));
    let next = Math.floor(statSync(file).size / PAGE_BYTES) + 1;
    while (level.length > 1) {
      const above = groups(level).map((children) => {
        writeSync(fd, interiorPage(children), 0, PAGE_BYTES, (next - 1) * PAGE_BYTES);
        next += 1;
        return { page: next - 1, first: children[0]?.first ?? 0, last: children.at(-1)?.last ?? 0 };
      });
      level = above;
    }
    return level[0]?.page;
  } finally {
    closeSync(fd);
  }
}

function findLeaves(fd: number, pages: number): Subtree[] {
  const leaves: Subtree[] = [];
  const page = Buffer.alloc(PAGE_BYTES);
  for (let number = 2; number <= pages; number += 1) {
    readSync(fd, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
    const rows = rowsOfFacts(page);
    const [first, last] = [rows[0], rows.at(-1)];
    if (first !== undefined && last !== undefined) leaves.push({ page: number, first, last });
  }
  return leaves;
}

/** The numbers of a leaf's rows, in order; none where any of them is no fact, or stands out of order. */
function rowsOfFacts(page: Buffer): readonly number[] {
  const cells = page[0] === LEAF ? page.readUInt16BE(3) : 0;
  if (LEAF_HEAD + 2 * cells > PAGE_BYTES) return [];
  const rows: number[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const row = rowOfFact(page, page.readUInt16BE(LEAF_HEAD + 2 * cell));
    if (row === undefined || row <= (rows.at(-1) ?? 0)) return [];
    rows.push(row);
  }
  return rows;
}

const HASH_BYTES = 32;
const isText = (type: number): boolean => type >= 13 && type % 2 === 1;
const isInteger = (type: number): boolean => (type >= 1 && type <= 6) || type === 8 || type === 9;
/** Of each column of the journal, in its order: seq stands in the row's number. */
const COLUMNS: readonly ((type: number) => boolean)[] = [
  (type) => type === 0,
  isText,
  isText,
  isInteger,
  isInteger,
  isText,
  isInteger,
  isText,
  (type) => type === 12 + 2 * HASH_BYTES,
];

function rowOfFact(page: Buffer, at: number): number | undefined {
  const length = varint(page, at);
  const row = varint(page, length.end);
  const head = varint(page, row.end);
  let next = head.end;
  for (const fits of COLUMNS) {
    const type = varint(page, next);
    if (!fits(type.value)) return undefined;
    next = type.end;
  }
  return next === row.end + head.value ? row.value : undefined;
}

/** Big-endian, seven bits a byte; behind the page everything is 0. */
function varint(page: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = page[at + i] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return { value: value * 256 + (page[at + 8] ?? 0), end: at + 9 };
}

/** A page that was moved may have left its old self behind: a number stands in one leaf only. */
function inOrder(leaves: Subtree[]): Subtree[] {
  let last = 0;
  return leaves
    .sort((a, b) => a.first - b.first)
    .filter((leaf) => {
      if (leaf.first <= last) return false;
      last = leaf.last;
      return true;
    });
}

function groups(level: readonly Subtree[]): readonly (readonly Subtree[])[] {
  const most = Math.floor((PAGE_BYTES - INTERIOR_HEAD) / INTERIOR_CELL);
  const count = Math.ceil(level.length / most);
  const size = Math.ceil(level.length / count);
  return Array.from({ length: Math.ceil(level.length / size) }, (_, index) =>
    level.slice(index * size, (index + 1) * size),
  );
}

/** All children but the last with their largest number; the last one stands in the head. */
function interiorPage(children: readonly Subtree[]): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  let content = PAGE_BYTES;
  page[0] = INTERIOR;
  page.writeUInt16BE(children.length - 1, 3);
  page.writeUInt32BE(children.at(-1)?.page ?? 0, 8);
  for (const [index, { page: child, last }] of children.slice(0, -1).entries()) {
    const key = varintBytes(last);
    content -= 4 + key.length;
    page.writeUInt32BE(child, content);
    page.set(key, content + 4);
    page.writeUInt16BE(content, INTERIOR_HEAD + 2 * index);
  }
  page.writeUInt16BE(content, 5);
  return page;
}

/** Of numbers below 2^49, which no shop reaches. */
function varintBytes(value: number): readonly number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest % 128) | 0x80);
  return bytes;
}
