/** A network of printers as a program of its own: prints one line of JSON with the ports in use, ends with its standard input. */
import { parseArgs } from "node:util";
import { startEpsonCard } from "./enpc.ts";
import { startAnnouncedPrinter } from "./mdns.ts";
import type { Answerer } from "./network.ts";
import { startStarCard } from "./sdp.ts";

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "0.0.0.0" },
    /** What the cards call themselves; absent: there is none. */
    epson: { type: "string" },
    star: { type: "string" },
    mdns: { type: "string" },
    enpc: { type: "string", default: "3289" },
    sdp: { type: "string", default: "22222" },
    "mdns-port": { type: "string", default: "5353" },
    /** Where the printers say they are. */
    address: { type: "string", default: "127.0.0.1" },
  },
});
const { host, address, epson, star, mdns } = values;
const cards: Record<string, Answerer> = {};
if (epson !== undefined) {
  const card = { model: epson, mac: "0026ab123456", address, heldBy: null };
  cards["enpc"] = await startEpsonCard(host, Number(values.enpc), card);
}
if (star !== undefined) {
  const card = { board: "TSP100LAN", model: star, mac: "001162aabbcc" };
  cards["sdp"] = await startStarCard(host, Number(values.sdp), card);
}
if (mdns !== undefined) {
  cards["mdns"] = await startAnnouncedPrinter(address, Number(values["mdns-port"]), {
    ...{ service: "_pdl-datastream._tcp", name: mdns, address, port: 9_100, txt: { ty: mdns } },
  });
}
const ports = Object.fromEntries(Object.entries(cards).map(([name, { port }]) => [name, port]));
process.stdout.write(`${JSON.stringify(ports)}\n`);
for await (const _ of process.stdin);
for (const card of Object.values(cards)) await card[Symbol.asyncDispose]();
