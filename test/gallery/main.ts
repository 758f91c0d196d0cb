/**
 * Pictures of what comes out of printers, to look at: npm run gallery -- [--out FOLDER]
 * Each is the preview of the very bytes; below it stands what could not be printed as asked.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { encodeDocument } from "../../drivers/escpos/bytes/encode.ts";
import { interpret } from "../../drivers/escpos/paper/interpret.ts";
import { profileFor } from "../../drivers/escpos/profiles.ts";
import { previewPng } from "../../src/printing/preview/preview.ts";
import { EXHIBITS, type Exhibit } from "./documents.ts";

const { values } = parseArgs({ options: { out: { type: "string", default: "gallery" } } });
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const figures = EXHIBITS.map(hang);
writeFileSync(
  join(out, "index.html"),
  `<!doctype html><meta charset="utf-8"><title>Receipts</title>
<style>body{font:16px system-ui;background:#e2e2e2;margin:2rem}main{display:flex;flex-wrap:wrap;gap:2rem;align-items:start}
figure{margin:0;max-width:30rem}img{max-width:100%}figcaption{color:#333}small{display:block;color:#666}</style>
<h1>Receipts</h1><main>${figures.join("\n")}</main>
`,
);
process.stdout.write(`${EXHIBITS.length} pictures: ${join(out, "index.html")}\n`);

function hang({ file, title, profile: id, document }: Exhibit): string {
  const profile = profileFor(id, undefined);
  const { bytes, degraded } = encodeDocument(document, profile);
  writeFileSync(join(out, `${file}.png`), previewPng(interpret(bytes, profile)));
  const notes = [...new Set(degraded.map(({ type, detail }) => `${type}: ${detail}`))];
  const small = notes.map((note) => `<small>${escapeHtml(note)}</small>`).join("");
  return `<figure><figcaption>${escapeHtml(title)} (${id}, ${bytes.length} bytes)</figcaption><img src="${file}.png" alt="">${small}</figure>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
