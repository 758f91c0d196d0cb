import type { GatewayConfig } from "../config/schema.ts";
import type { Log } from "../core/log.ts";
import { createPapers, type Papers } from "../printing/custom/papers.ts";
import type { Reader } from "../store/reader.ts";

/** The shop's papers: its head from the config, its own templates and logos from the store. */
export async function openPapers(store: GatewayConfig["store"], read: Reader, log: Log): Promise<Papers> {
  const papers = createPapers(
    { ...store, footer: store.receiptFooter },
    { template: read.printTemplate, version: read.printTemplateVersion, logo: read.logo },
    (trouble) => log.error("a print template failed, the built-in one is printed", { ...trouble }),
  );
  // Also where all are deleted: a job that waits may name one.
  if (read.hasPrintTemplates()) await papers.load();
  return papers;
}
