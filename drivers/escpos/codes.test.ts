/** Codes on paper, read back by a program that we did not write: zbarimg of zbar-tools. PDF417 it cannot read. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { previewPng } from "../../src/printing/preview/preview.ts";
import type { Block } from "../../src/sdk.ts";
import { encodeDocument } from "./bytes/encode.ts";
import { interpret } from "./paper/interpret.ts";
import { type ProfileId, profileFor } from "./profiles.ts";

const folder = mkdtempSync(join(tmpdir(), "tillgate-codes-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What zbarimg reads, as "KIND:text". */
function readPaper(block: Block, id: ProfileId): string {
  const profile = profileFor(id, undefined);
  const file = join(folder, "paper.png");
  writeFileSync(file, previewPng(interpret(encodeDocument([block], profile).bytes, profile)));
  const { stdout, error } = spawnSync("zbarimg", ["-q", "-S*.enable", file], { encoding: "utf8" });
  if (error) throw new Error("this test needs zbarimg: apt-get install zbar-tools", { cause: error });
  return stdout.trim();
}

const bars = (symbology: Extract<Block, { type: "barcode" }>["symbology"], data: string): Block => ({
  ...{ type: "barcode", symbology, data, moduleDots: 2, align: "center" },
});

describe.each(["epson-tm-t20", "generic-58"] as const)("a code on the paper of %s", (id) => {
  it.each<[string, Block, string]>([
    [
      "QR code",
      { type: "qr", data: "https://example.test/r/A-118?sum=13,80" },
      "QR-Code:https://example.test/r/A-118?sum=13,80",
    ],
    ["QR code of level H", { type: "qr", data: "A-118", correction: "H", moduleDots: 3 }, "QR-Code:A-118"],
    ["Code 128", bars("code128", "aB-12{3}"), "CODE-128:aB-12{3}"],
    ["Code 128 of digits", bars("code128", "99160416201605"), "CODE-128:99160416201605"],
    ["Code 128 of digits and letters", bars("code128", "AB123456c"), "CODE-128:AB123456c"],
    ["GS1-128", bars("gs1-128", "(01)04006381333931(10)AB"), "CODE-128:010400638133393110AB"],
    ["EAN-13", bars("ean13", "4006381333931"), "EAN-13:4006381333931"],
    ["EAN-8", bars("ean8", "96385074"), "EAN-8:96385074"],
    ["UPC-A", bars("upca", "036000291452"), "UPC-A:036000291452"],
    ["UPC-E", bars("upce", "425261"), "UPC-E:04252614"],
    ["GS1 DataBar", bars("databar", "(01)09521234543213"), "DataBar:0109521234543213"],
    ["GS1 DataBar Expanded", bars("databar-expanded", "(01)09521234543213"), "DataBar-Exp:0109521234543213"],
  ])("%s is read", (_, block, expected) => {
    expect(readPaper(block, id)).toBe(expected);
  });
});
