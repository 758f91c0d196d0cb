/** The USB/IP server: gives each emulated printer to the kernel that asks for it, and takes its cable out again. */
import { once } from "node:events";
import net from "node:net";
import { deviceDescriptor, type PrinterSpec } from "./descriptors.ts";
import { createUsbDevice, type UsbDevice, type WireFaults } from "./device.ts";
import { createEscposPrinter, createRawPrinter, type Printer } from "./fronts.ts";
import { cutMessage, type Message, replyImport } from "./usbip.ts";
import { attach, detach, freePorts } from "./vhci.ts";

/** A printer on the table: it lives on while it is not plugged in. */
export interface TablePrinter {
  readonly name: string;
  readonly printer: Printer;
  readonly device: UsbDevice;
  /** Port of the controller it hangs on. */
  port: number | undefined;
  socket: net.Socket | undefined;
}

export interface UsbHost {
  add(spec: PrinterSpec): TablePrinter;
  /** Into this port, or any that is free. Resolves with the port's name in the system, such as "1-3". */
  plugIn(table: TablePrinter, port: number | undefined): Promise<string>;
  /** The controller lets go first, as when a hub is told to. */
  unplug(table: TablePrinter): Promise<void>;
  /** The cable is out, whatever was under way. */
  pull(table: TablePrinter): void;
  setWireFaults(table: TablePrinter, change: Partial<WireFaults>): void;
  reset(): Promise<void>;
}

export async function openUsbHost(): Promise<UsbHost> {
  const tables = new Map<string, TablePrinter>();
  const server = net.createServer({ noDelay: true }, (socket) => serve(tables, socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: serverPort } = server.address() as net.AddressInfo;
  let count = 0;
  const host: UsbHost = {
    add(spec) {
      const name = `printer-${++count}`;
      const back = {
        reply: (bytes: Uint8Array) => table.device.say(bytes),
        changed: () => table.device.look(),
      };
      const printer = spec.front === "raw" ? createRawPrinter(back) : createEscposPrinter(back);
      const device = createUsbDevice(spec, printer, {
        send: (bytes) => void table.socket?.write(bytes),
        pull: () => host.pull(table),
      });
      const table: TablePrinter = { name, printer, device, port: undefined, socket: undefined };
      tables.set(name, table);
      return table;
    },
    async plugIn(table, wanted) {
      const [free] = await freePorts();
      const port = wanted ?? free;
      if (port === undefined) throw new Error("no free port");
      table.port = port;
      await attach(serverPort, table.name, port);
      return `1-${port + 1}`;
    },
    async unplug(table) {
      if (table.port !== undefined) await detach(table.port).catch(() => undefined);
      table.socket?.destroy();
      table.port = undefined;
    },
    pull(table) {
      table.socket?.destroy();
      table.port = undefined;
    },
    setWireFaults: (table, change) => table.device.setFaults(change),
    async reset() {
      for (const table of tables.values()) {
        await host.unplug(table);
        table.printer.stop();
      }
      tables.clear();
    },
  };
  return host;
}

function serve(tables: ReadonlyMap<string, TablePrinter>, socket: net.Socket): void {
  let rest = Buffer.alloc(0);
  let table: TablePrinter | undefined;
  socket.on("error", () => {});
  socket.on("close", () => {
    if (table?.socket !== socket) return;
    table.socket = undefined;
    table.device.unplugged();
    table.printer.lineEnded();
  });
  const take = (message: Message) => {
    if (message.type === "submit") table?.device.submit(message);
    else if (message.type === "unlink") table?.device.unlink(message);
    else {
      table = tables.get(message.busId);
      if (table) table.socket = socket;
      socket.write(replyImport(message.busId, table && deviceDescriptor(table.device.spec)));
    }
  };
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const next = cutMessage(rest, table !== undefined);
      if (!next) return;
      rest = rest.subarray(next.length);
      take(next.message);
    }
  });
}
