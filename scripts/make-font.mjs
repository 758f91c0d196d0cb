/**
 * Turns a PCF bitmap font into the preview's glyph table.
 * Use: node scripts/make-font.mjs <font.pcf.gz> <A|B> > src/printing/fonts/receipt-<a|b>.ts
 * Sources in Debian's xfonts-terminus: ter-u24b_unicode.pcf.gz (A: strokes of two dots, as print heads make them), ter-u16n_unicode.pcf.gz (B).
 * PCF layout: X.Org, "The PCF font format": a table of contents, then tables of metrics, bitmaps, encodings.
 */
import { readFileSync } from "node:fs";
import { argv, stdout } from "node:process";
import { gunzipSync } from "node:zlib";

const METRICS = 4;
const BITMAPS = 8;
const ENCODINGS = 32;
/** Private use and above: pictures for terminals, no letters. */
const LAST_CODE_POINT = 0x2fff;

const file = gunzipSync(readFileSync(argv[2]));

function table(type) {
  for (let i = 0; i < file.readUInt32LE(4); i++) {
    const at = 8 + i * 16;
    if (file.readUInt32LE(at) !== type) continue;
    const offset = file.readUInt32LE(at + 12);
    const format = file.readUInt32LE(offset);
    const big = (format & 4) !== 0;
    return {
      format,
      u16: (p) => (big ? file.readUInt16BE(offset + p) : file.readUInt16LE(offset + p)),
      i16: (p) => (big ? file.readInt16BE(offset + p) : file.readInt16LE(offset + p)),
      u32: (p) => (big ? file.readUInt32BE(offset + p) : file.readUInt32LE(offset + p)),
      u8: (p) => file.readUInt8(offset + p),
    };
  }
  throw new Error(`the font has no table ${type}`);
}

function readGlyphSizes() {
  const metrics = table(METRICS);
  const compressed = (metrics.format & 0x100) !== 0;
  return (glyph) => {
    if (compressed) {
      const at = 6 + glyph * 5;
      const field = (n) => metrics.u8(at + n) - 0x80;
      return {
        left: field(0),
        width: field(1) - field(0),
        advance: field(2),
        ascent: field(3),
        descent: field(4),
      };
    }
    const at = 8 + glyph * 12;
    const field = (n) => metrics.i16(at + n * 2);
    return {
      left: field(0),
      width: field(1) - field(0),
      advance: field(2),
      ascent: field(3),
      descent: field(4),
    };
  };
}

function readRows() {
  const bitmaps = table(BITMAPS);
  const count = bitmaps.u32(4);
  const padBytes = 1 << (bitmaps.format & 3);
  const mostSignificantFirst = (bitmaps.format & 8) !== 0;
  if (!mostSignificantFirst) throw new Error("bits come least significant first: not supported");
  const dataAt = 8 + count * 4 + 16;
  return (glyph, row, width) => {
    const stride = Math.ceil(width / 8 / padBytes) * padBytes;
    const at = dataAt + bitmaps.u32(8 + glyph * 4) + row * stride;
    return (bitmaps.u8(at) << 8) | (stride > 1 ? bitmaps.u8(at + 1) : 0);
  };
}

function* encodedGlyphs() {
  const encodings = table(ENCODINGS);
  const [firstLow, lastLow, firstHigh, lastHigh] = [4, 6, 8, 10].map((p) => encodings.i16(p));
  for (let high = firstHigh; high <= lastHigh; high++) {
    for (let low = firstLow; low <= lastLow; low++) {
      const glyph = encodings.u16(14 + 2 * ((high - firstHigh) * (lastLow - firstLow + 1) + low - firstLow));
      if (glyph !== 0xffff) yield { codePoint: (high << 8) | low, glyph };
    }
  }
}

const sizeOf = readGlyphSizes();
const rowOf = readRows();
const chosen = [...encodedGlyphs()].filter(
  ({ codePoint }) => codePoint > 0x20 && codePoint <= LAST_CODE_POINT,
);
const cell = sizeOf(chosen.find(({ codePoint }) => codePoint === 0x41).glyph);
const height = cell.ascent + cell.descent;
const bytes = [];
const ranges = [];
for (const { codePoint, glyph } of chosen) {
  const size = sizeOf(glyph);
  if (size.advance !== cell.advance || size.ascent !== cell.ascent)
    throw new Error("the font is not monospaced");
  for (let row = 0; row < height; row++) {
    const bits = rowOf(glyph, row, size.width) >>> size.left;
    bytes.push(bits >> 8);
    if (cell.advance > 8) bytes.push(bits & 0xff);
  }
  const last = ranges.at(-1);
  if (last !== undefined && last[0] + last[1] === codePoint) last[1]++;
  else ranges.push([codePoint, 1]);
}

const base64 = Buffer.from(bytes).toString("base64");
const name = argv[3];
stdout.write(`/**
 * Glyphs of the preview's font ${name}, made by scripts/make-font.mjs: do not edit.
 * Derived from Terminus Font 4.48, copyright (c) 2010-2014 Dimitar Toshkov Zhekov, SIL Open Font License 1.1 (OFL.txt).
 */
export const FONT_${name} = {
  width: ${cell.advance},
  height: ${height},
  /** Pairs: first code point, how many follow each other. */
  ranges: ${JSON.stringify(ranges.flat())},
  /** Rows from top to bottom, ${cell.advance > 8 ? 2 : 1} byte(s) a row, leftmost dot in the highest bit; base64. */
  glyphs:
    "${base64}",
} as const;
`);
