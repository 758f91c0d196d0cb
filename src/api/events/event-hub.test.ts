import { expect, it } from "vitest";
import type { StatusEvent } from "../ports.ts";
import { createEventHub } from "./event-hub.ts";

const news = (reason: string): StatusEvent => ({
  type: "gateway.updated",
  ready: false,
  reasons: [{ code: "store_full", message: reason }],
});

it("news that nobody fetched is kept, in order and without gaps", () => {
  const hub = createEventHub({ epoch: "run", nowMs: () => 0, keptEvents: 3 });
  for (const reason of ["a", "b", "c", "d"]) hub.status(news(reason));

  expect(hub.since({ epoch: "run", seq: 1 })?.map((frame) => JSON.parse(frame).seq)).toEqual([2, 3, 4]);
  expect(hub.since({ epoch: "run", seq: 0 })).toBeUndefined();
  expect(hub.since({ epoch: "run", seq: 4 })).toEqual([]);
  expect(hub.since({ epoch: "other run", seq: 1 })).toBeUndefined();
});

it("old news gives way before it fills the memory, and the newest is always kept", () => {
  const hub = createEventHub({ epoch: "run", nowMs: () => 0, keptEvents: 1_000 });
  const text = "x".repeat(1_500_000);
  for (let count = 0; count < 5; count += 1) hub.status(news(text));

  expect(hub.since({ epoch: "run", seq: 2 })).toBeUndefined();
  expect(hub.since({ epoch: "run", seq: 3 })?.map((frame) => JSON.parse(frame).seq)).toEqual([4, 5]);

  hub.status(news("x".repeat(9_000_000)));
  expect(hub.since({ epoch: "run", seq: 5 })).toHaveLength(1);
  expect(hub.since({ epoch: "run", seq: 4 })).toBeUndefined();
});
