/**
 * Our bytes, read by a decoder that we did not write: `deserialize` of @react-thermal-printer/printer, its letters by iconv-lite.
 * It must see the same words, sizes, codes and pulses as our interpreter. It does not know FS, ESC d and the feed of GS V.
 */
import { deserialize } from "@react-thermal-printer/printer";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { composeReceipt } from "../../src/printing/templates/receipt.ts";
import { noPainter, type Paper, type PrintDocument } from "../../src/sdk.ts";
import { captured, makeRichOrderInput } from "../../test/help/orders.ts";
import { encodeDocument } from "./bytes/encode.ts";
import { interpret } from "./paper/interpret.ts";
import type { Profile } from "./profile.ts";
import { PROFILE_IDS, profileFor } from "./profiles.ts";

interface Seen {
  readonly lines: string[];
  readonly codes: string[];
  readonly pulses: string[];
}

interface Command {
  readonly name: string;
  readonly data?: number | readonly number[];
}

function seenByOther(bytes: Uint8Array, profile: Profile): Seen {
  const seen: Seen = { lines: [], codes: [], pulses: [] };
  let table = 0;
  let line = "";
  let stored = "";
  const readers: Readonly<Record<string, (values: readonly number[]) => void>> = {
    char: ([byte = 0]) => {
      line += letterOf(byte, profile.codePages[table] ?? "CP437");
    },
    characterCodeTable: ([, , id = 0]) => {
      table = id;
    },
    textSize: ([, , size = 0]) => {
      line += sizeSign(size >> 4, size & 15);
    },
    qrcodeStore: (values) => {
      stored = Buffer.from(values.slice(8)).toString();
    },
    qrcodePrint: () => seen.codes.push(stored),
    barcodePrint: (values) => seen.codes.push(Buffer.from(values.slice(4)).toString("latin1")),
    cashdraw: ([, , pin, on = 0]) => seen.pulses.push(`${pin === 0 ? 2 : 5} ${on * 2}`),
    lf: () => {
      seen.lines.push(line);
      line = "";
    },
  };
  for (const { name, data } of deserialize(bytes) as Command[]) {
    readers[name]?.(typeof data === "number" ? [data] : (data ?? []));
  }
  return seen;
}

const letterOf = (byte: number, encoding: string): string =>
  byte < 0x20 ? "" : iconv.decode(Buffer.from([byte]), encoding.replace("ISO_", "ISO-"));
/** Where the size changes, in a letter that no receipt has. */
const sizeSign = (width: number, height: number): string => `\u00a4${width + 1}${height + 1}`;

function seenByUs(paper: Paper): Seen {
  const seen: Seen = { lines: [], codes: [], pulses: [] };
  const lines = new Map<number, string>();
  let size = "";
  for (const mark of paper.marks) {
    if (mark.type === "code") seen.codes.push(mark.data);
    if (mark.type === "drawer") seen.pulses.push(`${mark.pin} ${mark.pulseMs}`);
    if (mark.type !== "text") continue;
    const bottom = mark.y + mark.cellHeight;
    const own = sizeSign(Math.floor(mark.cellWidth / 12) - 1, Math.floor(mark.cellHeight / 24) - 1);
    const before = own === size || size === "" ? "" : own;
    size = own;
    lines.set(bottom, (lines.get(bottom) ?? "") + before + mark.text.join(""));
  }
  seen.lines.push(...lines.values());
  return seen;
}

/** Empty lines leave no mark. */
const withWords = ({ lines, ...rest }: Seen): Seen => ({
  ...rest,
  lines: lines.filter((line) => line !== "").map((line) => line.replace(/^\u00a411/, "")),
});

const store = {
  ...{ name: "Café am Markt", addressLines: ["Marktplatz 1"], taxId: "DE 1", footer: "Danke, bis bald" },
  ...{ timeZone: "Europe/Berlin", locale: "de-DE" },
};

describe.each(PROFILE_IDS)("a decoder of others reads what ours does, on %s", (id) => {
  const profile = profileFor(id, undefined);
  const { columns } = profile.fonts.A;
  const receipt = composeReceipt(captured(makeRichOrderInput()), store, {
    ...{
      columns,
      banner: null,
      openDrawer: true,
      refundId: null,
      tipLine: false,
      receiptUrl: null,
      logo: null,
    },
  }).filter(({ type }) => type !== "feed" && type !== "cut");
  const words = [
    ...[
      "Zażółć gęślą jaźń",
      "Ελληνικά 3 €",
      "Борщ",
      "İstanbul Ğ",
      "žluťoučký kůň",
      "œuf ’“”",
      "½ ¼ ² § ¶ ╬ ═",
    ],
    ...["\u001b@\u0010\u0014x", "Zurück ←p0ab", "", "   padded", "x".repeat(100)],
  ].map((text): PrintDocument[number] => ({ type: "text", runs: [{ text }] }));

  it.each<[string, PrintDocument]>([
    ["a receipt", receipt],
    ["words of many languages", words],
    [
      "sizes",
      [
        { type: "text", runs: [{ text: "big", width: 2, height: 2 }, { text: " small" }], align: "right" },
        { type: "text", runs: [{ text: "tall", height: 3 }] },
      ],
    ],
    ["pulses", [{ type: "drawer", pin: 5, pulseMs: 200 }, { type: "drawer" }]],
  ])("%s", (_, document) => {
    const { bytes } = encodeDocument(document, profile, noPainter);
    expect(withWords(seenByOther(withoutFs(bytes), profile))).toEqual(
      withWords(seenByUs(interpret(bytes, profile))),
    );
  });
});

/** FS . begins each job. */
const withoutFs = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, 2), ...bytes.subarray(4)]);
