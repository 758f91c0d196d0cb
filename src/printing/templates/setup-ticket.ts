/** What an installer leaves at the printer: where the gateway is, the way to its page, and the printer's own facts. */
import type { PrintDocument } from "../../core/receipt.ts";
import { banner, END, line, pair } from "./parts.ts";

export interface SetupTicket {
  readonly store: string;
  /** Where browsers and tills of the shop reach the gateway: "http://192.0.2.5:8080". */
  readonly url: string;
  readonly version: string;
  /** As the store writes it. */
  readonly at: string;
  readonly columns: number;
  readonly printer: {
    readonly id: string;
    readonly name: string;
    readonly driver: string;
    readonly profile: string | null;
    readonly address: string | null;
    readonly state: string;
  };
}

export function composeSetup({ printer, ...ticket }: SetupTicket): PrintDocument {
  const facts: readonly (readonly [string, string])[] = [
    ["Printer", printer.id],
    ...(printer.name === printer.id ? [] : [["Name", printer.name] as const]),
    ["Driver", printer.driver],
    ...(printer.profile === null ? [] : [["Profile", printer.profile] as const]),
    ["Columns", String(ticket.columns)],
    ["State", printer.state],
  ];
  return [
    ...banner("SETUP", ticket.columns),
    line(ticket.store, "center", { bold: true }),
    line(`Tillgate ${ticket.version}`, "center"),
    line(ticket.at, "center"),
    { type: "rule" },
    line("Open this page to set up tills, printers and tokens:"),
    line(ticket.url, "left", { bold: true }),
    { type: "feed", lines: 1 },
    { type: "qr", data: ticket.url, moduleDots: 6, correction: "M", align: "center" },
    { type: "feed", lines: 1 },
    { type: "rule" },
    ...facts.map(([name, value]) => pair(name, value)),
    ...(printer.address === null ? [] : [line("Address"), line(printer.address)]),
    ...END,
  ];
}
