/**
 * Receipts → bytes, pictures → dots, bytes → previews. Beside our encoder the same receipts by the packages that Node tills use; the
 * goals are against node-thermal-printer.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PNG } from "pngjs";
import { encodeDocument } from "../../../drivers/escpos/bytes/encode.ts";
import { interpret } from "../../../drivers/escpos/paper/interpret.ts";
import { profileFor } from "../../../drivers/escpos/profiles.ts";
import type { PrintDocument } from "../../../src/core/receipt.ts";
import { previewPng } from "../../../src/printing/preview/preview.ts";
import { rasterPicture } from "../../../src/printing/raster.ts";
import { composeReceipt } from "../../../src/printing/templates/receipt.ts";
import { receiptOptions, saleWith, store } from "../receipts.ts";
import { interleaved } from "../rounds.ts";
import { against, alone, type Bench, type BenchOptions, forInformation, type Row } from "../row.ts";
import { createBuffer } from "./buffer.ts";
import { createEncoder } from "./encoder.ts";
import type { Peer } from "./peer.ts";
import { createReceiptline } from "./receiptline.ts";
import { createThermal } from "./thermal.ts";

export const printingBench: Bench = { name: "printing", run };

/** Each is set once a round, so that no text comes twice in a row of hundreds. */
const RECEIPTS = 300;
/** Peers get a sample of the receipts, and still take most of the time. */
const SAMPLE = { plain: 100, withLogo: 20 };
const { columns } = receiptOptions;
const profile = profileFor("epson-tm-t88", undefined);

async function run(options: BenchOptions): Promise<readonly Row[]> {
  const whole = Array.from({ length: RECEIPTS }, (_, n) =>
    composeReceipt(saleWith(n), store, receiptOptions),
  );
  const text = whole.map((document) => document.filter(({ type }) => type !== "qr"));
  const logo: PrintDocument[number] = { type: "image", png: logoPng().toString("base64"), align: "center" };
  const kinds = [
    { name: "text", documents: text, sample: SAMPLE.plain, goal: { atLeast: 25 } },
    { name: "text, QR code", documents: whole, sample: SAMPLE.plain, goal: { atLeast: 25 } },
    {
      // A shop's logo is the same every time: ours is drawn once and kept, the others draw it again.
      ...{ name: "text, QR code, logo", documents: whole.map((one) => [logo, ...one]) },
      ...{ sample: SAMPLE.withLogo, goal: { atLeast: 50 } },
    },
  ];
  const rows: Row[] = [];
  for (const kind of kinds) rows.push(...(await againstPeers(kind, options)));
  return [...rows, ...drawing(whole, options), memoryOfLongPicture(options)];
}

interface Kind {
  readonly name: string;
  readonly documents: readonly PrintDocument[];
  /** Of them for each peer. */
  readonly sample: number;
  readonly goal: { readonly atLeast: number };
}

async function againstPeers(
  { name, documents, sample, goal }: Kind,
  { isQuick, say }: BenchOptions,
): Promise<Row[]> {
  const peers = [createThermal, createEncoder, createReceiptline, createBuffer].map((create) =>
    create(columns),
  );
  const ours: Peer = { name: "ours", encode: (document) => encodeDocument(document, profile).bytes.length };
  for (const peer of [ours, ...peers])
    say(`${name}: ${await peer.encode(documents[0] ?? [])} bytes by ${peer.name}`);
  const variants: Readonly<Record<string, () => Promise<number>>> = Object.fromEntries([
    ["ours", perSecond(ours, documents)],
    ...peers.map((peer) => [peer.name, perSecond(peer, documents.slice(0, sample))]),
  ]);
  // What runs once is slow: engine and caches are warm in a shop that prints all day.
  for (let warm = 0; warm < 5; warm += 1) await variants["ours"]?.();
  for (const variant of Object.values(variants)) await variant();
  const figures = await interleaved(isQuick ? 5 : 25, variants);
  const figure = { name: `receipts encoded: ${name}`, value: figures["ours"] ?? 0, unit: "a second" };
  return peers.map((peer, i) => {
    const row = against(figure, { name: peer.name, value: figures[peer.name] ?? 0 }, goal);
    return i === 0 ? row : forInformation(row);
  });
}

function perSecond({ encode }: Peer, documents: readonly PrintDocument[]): () => Promise<number> {
  return async () => {
    const began = performance.now();
    for (const document of documents) {
      const bytes = encode(document);
      if (bytes instanceof Promise) await bytes;
    }
    return (documents.length * 1_000) / (performance.now() - began);
  };
}

/** 384 x 200, as a shop's logo: shades and an edge. */
function logoPng(): Buffer {
  const image = new PNG({ width: 384, height: 200 });
  for (let i = 0; i < 384 * 200; i += 1) {
    const [x, y] = [i % 384, Math.floor(i / 384)];
    const shade = (x - 192) ** 2 / 4 + (y - 100) ** 2 < 8_100 ? (x + y) % 256 : 255;
    image.data.set([shade, shade, shade, 255], i * 4);
  }
  return PNG.sync.write(image);
}

/** 576 dots wide, gray all over. */
function longPng(rows: number): Buffer {
  const image = new PNG({ width: 576, height: rows });
  for (let i = 0; i < 576 * rows; i += 1) image.data.set([i % 251, (i >> 8) % 251, i % 127, 255], i * 4);
  return PNG.sync.write(image);
}

function drawing(receipts: readonly PrintDocument[], { isQuick }: BenchOptions): Row[] {
  const picture = longPng(2_400);
  const rounds = isQuick ? 3 : 10;
  const msOf = (act: (round: number) => void): number => {
    act(0);
    const times = Array.from({ length: rounds }, (_, round) => {
      const began = performance.now();
      act(round);
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  const raster = (dither: "threshold" | "floyd-steinberg") =>
    msOf(() => void rasterPicture(picture, { widthDots: undefined, maxWidthDots: 576, dither }));
  const preview = msOf((round) => {
    const { bytes } = encodeDocument(receipts[round] ?? [], profile);
    previewPng(interpret(bytes, profile));
  });
  const foreign: PrintDocument = [{ type: "text", runs: [{ text: "咖啡 牛奶 กาแฟเย็น\n".repeat(20) }] }];
  const drawn = msOf(() => void encodeDocument(foreign, profile)) / 20;
  const read = msOf(() => void PNG.sync.read(picture));
  const ms = (name: string, value: number) => ({ name, value, unit: "ms" });
  const beside = (name: string, value: number, atMost: number) =>
    against(ms(name, value), { name: "reading its PNG alone", value: read }, { atMost });
  return [
    beside("a picture of 576 x 2400 to dots by threshold", raster("threshold"), 2),
    beside("the same by Floyd and Steinberg", raster("floyd-steinberg"), 2.5),
    forInformation(alone(ms("a receipt to bytes to the PNG of its preview", preview), { atMost: 60 })),
    forInformation(alone(ms("a line of letters that the printer lacks, drawn", drawn), { atMost: 1.5 })),
  ];
}

/** 4,000 rows are half a metre of paper: what is held at the same time, pixels and dots. */
function memoryOfLongPicture({ say }: BenchOptions): Row {
  const script = fileURLToPath(new URL("./long-picture.mjs", import.meta.url));
  const { stdout } = spawnSync(process.execPath, ["--import", "tsx", script], { input: longPng(4_000) });
  const { kilobytes, bytes } = JSON.parse(stdout.toString()) as { kilobytes: number; bytes: number };
  say(`4,000 rows become ${bytes} bytes`);
  const name = "memory that a picture of 576 x 4,000 takes at most while it is encoded";
  return alone({ name, value: kilobytes / 1_024, unit: "MB" }, { atMost: 64 });
}
