/** A ticket that shows what a printer does with each of its promises: read it when a new printer is set up. */
import type { Block, PrintDocument } from "../../core/receipt.ts";
import { banner, line } from "./parts.ts";

export interface TestTicket {
  readonly deviceId: string;
  /** "tcp://192.0.2.7:9100" */
  readonly address: string;
  readonly driver: string;
  readonly columns: number;
  /** RFC 3339 or as the store writes it. */
  readonly at: string;
}

export function composeTest(ticket: TestTicket): PrintDocument {
  return [
    ...banner("TEST", ticket.columns),
    line(ticket.deviceId, "center", { bold: true, width: 2, height: 2 }),
    line(ticket.address, "center"),
    line(`${ticket.driver}, ${ticket.columns} columns`, "center"),
    line(ticket.at, "center"),
    { type: "rule" },
    ...ruler(ticket.columns),
    { type: "rule" },
    ...LETTERS.map((text) => line(text)),
    { type: "rule" },
    { type: "text", runs: STYLES },
    { type: "row", cells: PRICE },
    { type: "rule", style: "double" },
    { type: "qr", data: `tillgate:${ticket.deviceId}`, moduleDots: 5, align: "center" },
    { type: "feed", lines: 1 },
    {
      type: "barcode",
      symbology: "code128",
      data: "TEST-0123456789",
      moduleDots: 2,
      text: true,
      align: "center",
    },
    { type: "feed", lines: 2 },
    { type: "cut" },
  ];
}

/** Tens above units: the last column must be the paper's last. */
function ruler(columns: number): Block[] {
  const digits = Array.from({ length: columns }, (_, i) => i + 1);
  const tens = digits.map((n) => (n % 10 === 0 ? String(Math.floor(n / 10) % 10) : " ")).join("");
  return [line(tens), line(digits.map((n) => n % 10).join(""))];
}

/** What receipts of the shops we know hold, by script: a letter printed as "?" is not in this printer's tables. */
const LETTERS = [
  "Euro € Pound £ Yen ¥ Cent ¢",
  "‘single’ “double” «angle» … – —",
  "äöüß ÄÖÜ éèêëçàù œŒ ñ¿¡ ãõ åæø",
  "ąćęłńóśźż čďěňřšťůž őű șț ğışİ",
  "Ελληνικά  Русский  Українська",
  "½ ¼ ° § × ± ² ³ µ",
];

const STYLES = [
  { text: "bold ", bold: true },
  { text: "underline", underline: true },
  { text: " " },
  { text: " invert ", invert: true },
  { text: " font B", font: "B" },
] as const satisfies Extract<Block, { type: "text" }>["runs"];

const PRICE: Extract<Block, { type: "row" }>["cells"] = [
  { runs: [{ text: "Crème brûlée" }], width: "*" },
  { runs: [{ text: "12,50 €" }], width: 10, align: "right" },
];
