import { describe, expect, it } from "vitest";
import { writeInSlices } from "./slices.ts";

const forever = new AbortController().signal;
function writer(fail: (slice: number) => boolean = () => false) {
  const slices: number[] = [];
  let givenUp = 0;
  return {
    ...{ address: "test://", sliceBytes: 100, slices, givenUp: () => givenUp },
    async write(slice: Uint8Array) {
      if (fail(slices.length)) throw new Error("broke");
      slices.push(slice.length);
    },
    giveUp() {
      givenUp += 1;
    },
  };
}

describe("a job on its way to the system", () => {
  it("sends its first byte alone, for one byte is taken or not", async () => {
    const whole = writer();
    await writeInSlices(whole, new Uint8Array(250), forever);
    expect(whole.slices).toEqual([1, 100, 100, 49]);
  });
  it("was not begun when the first byte failed, and is in doubt from the second slice on", async () => {
    const first = writeInSlices(
      writer((slice) => slice === 0),
      new Uint8Array(250),
      forever,
    );
    await expect(first).rejects.toMatchObject({ code: "device_offline" });
    const second = writeInSlices(
      writer((slice) => slice === 1),
      new Uint8Array(250),
      forever,
    );
    await expect(second).rejects.toMatchObject({
      code: "outcome_unknown",
      message: "test:// took 1 of 250 bytes",
    });
  });
  it("is dropped from the system's queue when it is given up, not when the line broke", async () => {
    const broken = writer((slice) => slice === 1);
    await expect(writeInSlices(broken, new Uint8Array(9), forever)).rejects.toThrow();
    expect(broken.givenUp()).toBe(0);
    const slow = { ...writer(), write: () => new Promise<void>(() => {}) };
    await expect(writeInSlices(slow, new Uint8Array(9), AbortSignal.timeout(5))).rejects.toThrow();
    expect(slow.givenUp()).toBe(1);
  });
});
