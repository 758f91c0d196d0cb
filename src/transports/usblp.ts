/** usblp:// lines: a printer through the kernel's own driver, /dev/usb/lp0 and its like, or any link to it below /dev. */
import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { basename } from "node:path";
import { GatewayError, offline } from "../core/errors.ts";
import type { Transport } from "../core/transport.ts";
import { settledAccess } from "./usb-access.ts";
import { readUsbDevices } from "./usb-devices.ts";
import { heldByAnother, mayNot } from "./usb-find.ts";
import { createUsblpLink } from "./usblp-link.ts";

/** Major number of USB printers' nodes. Source: Linux Documentation/admin-guide/devices.txt, 180 char. */
const USB_MAJOR = 180;

/** @throws invalid_input: no such address */
export function createUsblpTransport(at: string): Transport {
  const path = parseUsblpAddress(at);
  return {
    address: at,
    async open(signal) {
      if (signal.aborted) throw offline(`${at} was not opened`, signal.reason);
      return createUsblpLink(await openNode(at, path, signal), at);
    },
  };
}

function parseUsblpAddress(at: string): string {
  const [, path] = /^usblp:\/\/(\/dev\/[\w.:@+/-]+)$/.exec(at) ?? [];
  if (path === undefined || path.includes("/../"))
    throw new GatewayError("invalid_input", `${at} is no printer's node: write usblp:///dev/usb/lp0`);
  return path;
}

async function openNode(at: string, path: string, signal: AbortSignal): Promise<FileHandle> {
  const node = await realpath(path).catch(() => path);
  const access = await settledAccess(node, signal);
  if (access === "held") throw heldByAnother(at);
  if (access === "permission") {
    const devices = await readUsbDevices();
    const device = devices.find(({ lp }) => lp !== undefined && basename(lp) === basename(node));
    throw mayNot(at, node, device);
  }
  const handle = await open(node, constants.O_RDWR | constants.O_NONBLOCK).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EBUSY") throw heldByAnother(at);
    throw offline(`${at} is not plugged in, is switched off, or a program took it by usb://`, error);
  });
  if (await isPrinterNode(handle)) return handle;
  await handle.close();
  throw offline(`${at} is no USB printer`);
}

/** A file by mistake would be overwritten with a receipt. */
async function isPrinterNode(handle: FileHandle): Promise<boolean> {
  const stat = await handle.stat();
  return stat.isCharacterDevice() && stat.rdev >> 8 === USB_MAJOR;
}
