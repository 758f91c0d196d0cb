/** node scripts/bench-table.mjs FILE: writes the figures of `npm run bench -- --json FILE` into README.md, between its two marks. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const README = join(import.meta.dirname, "..", "README.md");
const BEGIN = "<!-- figures: scripts/bench-table.mjs -->";
const END = "<!-- end of figures -->";

const [file] = process.argv.slice(2);
if (file === undefined)
  throw new Error("node scripts/bench-table.mjs FILE, the file that npm run bench -- --json wrote");
const { at, machine, quick, rows } = JSON.parse(readFileSync(file, "utf8"));
if (quick) throw new Error("figures of a quick run are a look, not a verdict: run it without --quick");

const text = readFileSync(README, "utf8");
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`README.md has lost its marks ${BEGIN} and ${END}`);
writeFileSync(README, `${text.slice(0, begin + BEGIN.length)}\n\n${table()}\n\n${text.slice(end)}`);

function table() {
  // A ratio says more than a figure: it holds on another machine.
  const sorted = [
    ...rows.filter(({ ratio }) => ratio !== null),
    ...rows.filter(({ ratio }) => ratio === null),
  ];
  const promised = rows.filter(({ goal }) => goal !== null);
  const met = promised.filter((row) => row.met).length;
  return [
    `${at.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, Node ${machine.node.slice(1)}, ${machine.arch}. ${met} of ${promised.length} goals met.`,
    "",
    "| ratio | goal | | what | figure | beside |",
    "|---:|---:|---|---|---:|---|",
    ...sorted.map(line),
  ].join("\n");
}

function line({ name, value, unit, baseline, ratio, goal, met }) {
  const cells = [
    ratio === null ? "" : `**${three(ratio)}**`,
    goal ?? "",
    met === null ? "" : met ? "met" : "missed",
    name,
    `${three(value)} ${unit}`,
    baseline ?? "",
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function three(value) {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 3 });
}
