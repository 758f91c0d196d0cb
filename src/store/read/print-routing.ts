import { type PrintRouting, printRouting } from "../../core/print-routing.ts";
import type { Connection } from "../database.ts";

export function routingReads(db: Connection) {
  const stored = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'print_routing'").pluck();
  let text: string | undefined;
  let parsed: PrintRouting | undefined;
  return {
    /** undefined: the shop has set up no stations. Every order asks: parsed once. */
    printRouting: (): PrintRouting | undefined => {
      const now = stored.get();
      if (now !== text) {
        parsed = now === undefined ? undefined : printRouting.parse(JSON.parse(now));
        text = now;
      }
      return parsed;
    },
  };
}
