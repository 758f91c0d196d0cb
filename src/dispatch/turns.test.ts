import fc from "fast-check";
import { expect, it } from "vitest";
import { createTurns, type Waiting } from "./turns.ts";

/** What is printed, in order, of all that waits. */
function play(waiting: readonly Waiting[]): readonly Waiting[] {
  const turns = createTurns();
  const left = [...waiting];
  const printed: Waiting[] = [];
  while (left.length > 0) {
    const heads = left.filter(
      (one) =>
        !left.some((other) => other.till === one.till && other.urgent === one.urgent && other.seq < one.seq),
    );
    const next = turns.next(heads);
    if (!next) break;
    turns.served(next);
    printed.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return printed;
}

const job = (seq: number, till: string | null, urgent = false): Waiting => ({ seq, till, urgent });

it("one receipt of the bar does not wait behind a hundred of the front", () => {
  const front = Array.from({ length: 100 }, (_, seq) => job(seq, "front"));
  const printed = play([...front, job(100, "bar")]);
  expect(printed.findIndex(({ till }) => till === "bar")).toBeLessThanOrEqual(1);
});

it("a drawer opens before everything that waits", () => {
  expect(play([job(1, "front"), job(2, "front"), job(3, "bar", true)])[0]?.seq).toBe(3);
});

it("every till's papers come out in the order in which it asked, and none is left", () => {
  const asked = fc.array(fc.tuple(fc.constantFrom("front", "bar", null), fc.boolean()), { maxLength: 40 });
  fc.assert(
    fc.property(asked, (jobs) => {
      const waiting = jobs.map(([till, urgent], seq) => job(seq, till, urgent));
      const printed = play(waiting);
      expect(printed).toHaveLength(waiting.length);
      for (const till of ["front", "bar", null])
        for (const urgent of [true, false]) {
          const seqs = printed
            .filter((one) => one.till === till && one.urgent === urgent)
            .map(({ seq }) => seq);
          expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
        }
    }),
  );
});
