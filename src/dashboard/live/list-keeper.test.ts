import { expect, it } from "vitest";
import { mergeInto } from "./list-keeper.ts";

const idOf = ({ id }: { readonly id: string }): string => id;
const list = (...ids: readonly string[]) => ids.map((id) => ({ id, state: "old" }));

it("changes an order where it stands", () => {
  const merged = mergeInto({ items: list("b", "a"), arrived: new Set() }, [{ id: "a", state: "new" }], idOf);
  expect(merged.items).toEqual([
    { id: "b", state: "old" },
    { id: "a", state: "new" },
  ]);
  expect(merged.arrived.size).toBe(0);
});

it("puts orders that arrive on top, the latest first, and knows that they are new", () => {
  const merged = mergeInto({ items: list("a"), arrived: new Set() }, list("b", "c"), idOf);
  expect(merged.items.map(idOf)).toEqual(["c", "b", "a"]);
  expect([...merged.arrived]).toEqual(["b", "c"]);
});
