/**
 * Tells when USB printers come and go. Device nodes are watched, where the kernel makes one at once and udev then gives it its group;
 * where there is no udev, or the nodes are those of a container, looking every second is enough.
 */
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { pause } from "../lib/wait.ts";
import { listUsbPrinters, type UsbPrinter } from "./usb-list.ts";

const NODES = "/dev/bus/usb";
/** Between looks where nothing was heard, ms. */
const LOOK_MS = 1_000;
/** A device that comes makes several pieces of news: one look for all, ms. */
const SETTLE_MS = 50;

/** All USB printers at the start, and again whenever one of them came, went, or may be opened now. Ends when the signal fires. */
export async function* watchUsbPrinters(signal: AbortSignal): AsyncGenerator<readonly UsbPrinter[]> {
  let told: string | undefined;
  while (!signal.aborted) {
    using news = listen();
    const printers = await listUsbPrinters();
    const text = JSON.stringify(printers);
    if (text !== told) yield printers;
    told = text;
    await pause(LOOK_MS, AbortSignal.any([signal, news.heard]));
    if (news.heard.aborted) await pause(SETTLE_MS, signal);
  }
}

/** Listens from before the look, so that what comes during it is heard. */
function listen(): Disposable & { readonly heard: AbortSignal } {
  const heard = new AbortController();
  const watchers: FSWatcher[] = [];
  try {
    for (const folder of [NODES, ...readdirSync(NODES).map((bus) => `${NODES}/${bus}`)]) {
      const watcher = watch(folder, { persistent: false }, () => heard.abort());
      watcher.on("error", () => {}); // a bus that went
      watchers.push(watcher);
    }
  } catch {
    // No such folder, or no room for another watch: it is looked at every second anyway.
  }
  return {
    heard: heard.signal,
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
    },
  };
}
