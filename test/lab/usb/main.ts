/**
 * The table with the emulated printers, as a program of its own: the code under test makes calls into the kernel that this one answers.
 * Speaks JSON over HTTP on 127.0.0.1:LAB_PORT: POST /<method>, arguments in the body.
 */
import { createServer } from "node:http";
import type { FaultsChange } from "../../../drivers/escpos/sim/faults.ts";
import { type PrinterSpec, USUAL } from "./descriptors.ts";
import type { WireFaults } from "./device.ts";
import { openUsbHost, type TablePrinter } from "./server.ts";

interface Call {
  readonly name: string;
  readonly port?: number;
  readonly spec?: Partial<PrinterSpec>;
  readonly wire?: Partial<WireFaults>;
  readonly faults?: FaultsChange;
  readonly base64?: string;
}

const host = await openUsbHost();
const tables = new Map<string, TablePrinter>();

function at(call: Call): TablePrinter {
  const table = tables.get(call.name);
  if (!table) throw new Error(`no printer ${call.name}`);
  return table;
}

const METHODS: Readonly<Record<string, (call: Call) => unknown>> = {
  add(call) {
    const table = host.add({ ...USUAL, ...call.spec });
    tables.set(table.name, table);
    return table.name;
  },
  plugIn: (call) => host.plugIn(at(call), call.port),
  unplug: (call) => host.unplug(at(call)),
  pull: (call) => host.pull(at(call)),
  wire: (call) => host.setWireFaults(at(call), call.wire ?? {}),
  faults: (call) => at(call).printer.setFaults(call.faults ?? {}),
  loadPaper: (call) => at(call).printer.loadPaper(),
  say: (call) => at(call).device.say(Buffer.from(call.base64 ?? "", "base64")),
  papers: (call) => at(call).printer.papers(),
  state: (call) => at(call).device.state(),
  received: (call) => at(call).printer.received().toString("base64"),
  async reset() {
    await host.reset();
    tables.clear();
  },
};

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  try {
    const method = METHODS[request.url?.slice(1) ?? ""];
    if (!method) throw new Error(`no method ${request.url}`);
    const result = await method(JSON.parse(body) as Call);
    response.end(JSON.stringify(result ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(JSON.stringify(String(error)));
  }
}).listen(Number(process.env["LAB_PORT"]), "127.0.0.1");
