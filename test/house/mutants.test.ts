/** Refactoring must not disarm a mutant in silence: whoever changes what it edits is told here, in a second, not by the long run. */
import { expect, it } from "vitest";
import { editedSources } from "../mutants/build.ts";
import { MUTANTS } from "../mutants/list.ts";

it.each(MUTANTS)("the mutant $name still fits the source", ({ edits }) => {
  expect([...editedSources(edits).values()].join("").length).toBeGreaterThan(0);
});

it("a mutant whose place in the source was rewritten is told by file", () => {
  const edits = [{ file: "src/store/database.ts", find: "no line of ours", replace: "" }];
  expect(() => editedSources(edits)).toThrow(
    "src/store/database.ts was changed: what the mutant edits stands there 0 times",
  );
});

it("has a name of its own for each", () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});
