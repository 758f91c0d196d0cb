/** Every page of a shop's database, damaged in turn: npm run disk-faults -- --pages */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder } from "../../help/store.ts";
import { startStoreProcess } from "../sweep/store-process.ts";
import { copyShop, damagePage, endWell, KINDS, makeShop } from "./damage.ts";
import { openDamaged } from "./judge-damage.ts";

/** With orders in the log, whose pages hide those below them, and without. */
const ENDS = ["by a kill", "well"] as const;

/** Each kind at every page, or every so many pages. */
export async function damageEveryPage(
  { seed, stride }: { readonly seed: number; readonly stride: number },
  say: (line: string) => void,
): Promise<{ readonly passed: number; readonly failed: number }> {
  const folder = newFolder();
  mkdirSync(join(folder, "shop"));
  const shop = await makeShop(join(folder, "shop"));
  say(`a shop of ${shop.pages} pages and ${shop.orders.size} orders`);
  let store = startStoreProcess({});
  const ends: Record<string, number> = {};
  let failed = 0;
  const pages = Array.from({ length: shop.pages }, (_, page) => page).filter(
    (page) => page % stride === seed % stride,
  );
  const cases = pages.flatMap((page) =>
    KINDS.flatMap((kind) => ENDS.map((end) => [page, kind, end] as const)),
  );
  for (const [page, kind, ended] of cases) {
    const place = join(folder, `case-${page}-${kind}-${ended}`);
    const path = copyShop(shop, place);
    if (ended === "well") endWell(path);
    damagePage(path, page, kind, seed);
    const { end, wrong } = await openDamaged(store, path, shop).catch((error) => ({
      end: "died",
      wrong: [String(error)],
    }));
    if (end === "died") {
      await store.kill();
      store = startStoreProcess({});
    }
    ends[end] = (ends[end] ?? 0) + 1;
    if (wrong.length > 0) {
      failed += 1;
      say(`FAILED page ${page + 1} ${kind}, ended ${ended} (${end}):\n  ${wrong.join("\n  ")}`);
    }
    rmSync(place, { recursive: true, force: true });
  }
  await store.kill();
  say(
    Object.entries(ends)
      .map(([end, count]) => `${count} ${end}`)
      .join(", "),
  );
  return { passed: cases.length - failed, failed };
}
