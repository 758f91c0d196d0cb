import { expect, it } from "vitest";
import { parseFrame, pauseMs, sinceQuery, stepOf } from "./position.ts";

const at = { epoch: "a", seq: 7 };

it("takes the next piece of news", () => {
  expect(stepOf(at, { type: "order.captured", epoch: "a", seq: 8, orderId: "1" })).toMatchObject({
    type: "news",
    position: { epoch: "a", seq: 8 },
    news: { orderId: "1" },
  });
});

it("sees that a piece of news is missing", () => {
  expect(stepOf(at, { type: "order.captured", epoch: "a", seq: 9 })).toEqual({ type: "gap" });
});

it("does not believe numbers of another run of the gateway", () => {
  expect(stepOf(at, { type: "order.captured", epoch: "b", seq: 8 })).toEqual({ type: "gap" });
});

it("shows no piece of news twice", () => {
  expect(stepOf(at, { type: "order.captured", epoch: "a", seq: 7 })).toEqual({ type: "old" });
});

it("starts anew from a snapshot, also of another run", () => {
  expect(stepOf(at, { type: "snapshot", epoch: "b", seq: 0, status: { ready: true } })).toMatchObject({
    type: "snapshot",
    position: { epoch: "b", seq: 0 },
  });
});

it("wants a snapshot before any news", () => {
  expect(stepOf(null, { type: "order.captured", epoch: "a", seq: 1 })).toEqual({ type: "gap" });
});

it("reads on from where it was", () => {
  expect(sinceQuery(at)).toBe("?since=a%3A7");
  expect(sinceQuery(null)).toBe("");
});

it("tries again soon, then more and more rarely, but at least every 15 seconds", () => {
  expect(pauseMs(0, 1)).toBe(500);
  expect(pauseMs(3, 1)).toBe(4_000);
  expect(pauseMs(3, 0)).toBe(2_000);
  expect(pauseMs(40, 1)).toBe(15_000);
});

it.each(["", "null", "[]", "{}", '{"type":"order.captured"}', "not json"])(
  "is not confused by %j on the line",
  (text) => {
    expect(parseFrame(text)).toBeUndefined();
  },
);
