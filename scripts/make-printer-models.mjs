/**
 * The capability database of escpos-printer-db → drivers/escpos/data/printer-models.json: what the driver uses of it.
 *   node scripts/make-printer-models.mjs capabilities.json
 * Source: https://github.com/receipt-print-hq/escpos-printer-db, dist/capabilities.json, Creative Commons Attribution 4.0.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node scripts/make-printer-models.mjs capabilities.json");
const { profiles } = JSON.parse(readFileSync(path, "utf8"));
const known = (value) => (typeof value === "number" ? value : null);
const models = Object.entries(profiles).map(([id, { name, vendor, fonts, media, features, codePages }]) => [
  id,
  {
    name: name.startsWith(vendor) || vendor === "Generic" ? name : `${vendor} ${name}`,
    vendor,
    columns: [fonts[0].columns, fonts[1]?.columns ?? null],
    dots: known(media.width.pixels),
    dotsPerInch: known(media.dpi),
    features: Object.keys(features).filter((feature) => features[feature]),
    codePages: Object.fromEntries(Object.entries(codePages).filter(([, encoding]) => encoding !== "Unknown")),
  },
]);
const target = join(import.meta.dirname, "../drivers/escpos/data/printer-models.json");
const lines = models.map(([id, model]) => `  ${JSON.stringify(id)}: ${JSON.stringify(model)}`);
writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
