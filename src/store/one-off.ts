/** For commands of the shell, beside a running gateway or without one: a single durable write, a copy. SQLite lets one writer in at a time. */
import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { StoreSettings } from "../core/orders/order.ts";
import type { CommandInput, CommandName, CommandResult } from "./commands/index.ts";
import { openReader, openWriter } from "./database.ts";
import { noteSchema } from "./mend/schema-copy.ts";
import { markShop, refuseLostShop } from "./mend/shop-marker.ts";
import { endTakingPlace } from "./mend/take-place.ts";
import { migrate } from "./migrate.ts";
import { createReader, type Reader } from "./reader.ts";
import { createClock } from "./thread/clock.ts";
import { createWriter } from "./thread/writer.ts";

export interface OneOff extends Disposable {
  run<C extends CommandName>(name: C, input: CommandInput<C>): CommandResult<C>;
  readonly read: Reader;
}

/** Opens the database of this machine, made and migrated where it is new. */
export function openOneOff(path: string, settings: StoreSettings): OneOff {
  endTakingPlace(path, `${path}.replaced-${Date.now()}`);
  refuseLostShop(path);
  const db = openWriter(path);
  migrate(db, path);
  noteSchema(db, path);
  markShop(path);
  const clock = createClock({
    ...{ newestFactMs: 0, wallMs: Date.now, monoMs: () => performance.now() },
    ...{ uptimeMs: () => performance.now(), synchronisedAtMs: () => null },
  });
  const writer = createWriter(db, settings, clock.stamp);
  const read = createReader(openReader(path));
  return {
    run(name, input) {
      const [outcome] = writer.run([{ name, input }], "full").outcomes;
      if (!outcome?.ok) throw outcome?.error;
      return outcome.value as never;
    },
    read,
    [Symbol.dispose]() {
      read.close();
      db.close();
    },
  };
}

/** A consistent copy, also while the gateway writes. @throws Error there is no database, or the copy cannot be written */
export async function copyDatabase(path: string, target: string): Promise<void> {
  if (!existsSync(path)) throw new Error(`there is no database ${path}`);
  const db = openReader(path);
  try {
    await db.backup(target);
  } finally {
    db.close();
  }
}
