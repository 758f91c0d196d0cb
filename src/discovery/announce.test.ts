/** The gateway's announcement, read off the network by a till of its own: a DNS question written by hand. */
import { createSocket } from "node:dgram";
import { expect, it } from "vitest";
import { announceGateway } from "./announce.ts";

const HOST = "127.0.0.1";
const GROUP = "224.0.0.251";

/** PTR? _tillgate._tcp.local */
const QUESTION = Buffer.concat([
  Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  Buffer.from("\x09_tillgate\x04_tcp\x05local\0", "latin1"),
  Buffer.from([0, 12, 0, 1]),
]);

async function openTill() {
  const till = createSocket({ type: "udp4", reuseAddr: true });
  await new Promise<void>((resolve) => till.bind(0, "0.0.0.0", () => resolve()));
  till.addMembership(GROUP, HOST);
  till.setMulticastInterface(HOST);
  const heard: Buffer[] = [];
  till.on("message", (bytes) => {
    if (((bytes[2] ?? 0) & 0x80) !== 0) heard.push(bytes);
  });
  return { till, heard, port: till.address().port };
}

it("tells tills the store, the port and the API's root, and says goodbye when the gateway closes", async () => {
  const { till, heard, port } = await openTill();
  const about = { storeId: "cafe-nord", storeName: "Café No. 1", version: "1.2.3", port: 8_080 };
  const told = await announceGateway(about, { networks: [HOST], mdnsPort: port });
  const asking = setInterval(() => till.send(QUESTION, port, GROUP), 50);
  const answer = () => heard.find((bytes) => bytes.includes("store=cafe-nord"));
  await expect.poll(answer).toBeDefined();
  clearInterval(asking);
  expect(answer()?.includes("version=1.2.3")).toBe(true);
  expect(answer()?.includes("path=/v1")).toBe(true);
  expect(answer()?.includes("Café No  1")).toBe(true);
  // The port of the SRV record, big endian, stands before its target.
  expect(answer()?.includes(Buffer.from([0, 0, 0, 0, 0x1f, 0x90]))).toBe(true);
  heard.length = 0;
  await told[Symbol.asyncDispose]();
  await expect.poll(() => heard.some((bytes) => bytes.includes("_tillgate"))).toBe(true);
  await new Promise<void>((resolve) => till.close(() => resolve()));
});

it("is silent on a machine without a network, and that is no error", async () => {
  const about = { storeId: "s", storeName: "S", version: "1", port: 1 };
  const told = await announceGateway(about, { networks: [], mdnsPort: 5_353 });
  await told[Symbol.asyncDispose]();
});
