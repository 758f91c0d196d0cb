/** The process whose writes are counted: accepts as many orders as it is told, so many at once. */
import { openBenchStore } from "../open-bench-store.ts";
import { captureInput } from "../orders-to-accept.ts";

export interface WearOrder {
  readonly count: number;
  readonly atOnce: number;
}

const [path = ""] = process.argv.slice(2);
const opened = await openBenchStore(path);
let made = 0;

process.on("message", async ({ count, atOnce }: WearOrder) => {
  for (let done = 0; done < count; done += atOnce) {
    const group = Array.from({ length: atOnce }, () => captureInput(made++, ["bench"]));
    await Promise.all(group.map((input) => opened.store.run("captureOrder", input)));
  }
  process.send?.("done");
});
process.once("disconnect", () => process.exit());
process.send?.("ready");
