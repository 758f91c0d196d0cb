import { afterEach, describe, expect, it } from "vitest";
import type { PrinterDriver } from "../../../src/sdk.ts";
import { createMemoryPort, type MemoryEnd } from "../../../src/transports/memory.ts";
import { escposConfig } from "../config.ts";
import { createEscposDriver } from "../driver.ts";

/** A printer whose every byte is in the test's hand. */
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  while (stops.length > 0) await stops.pop()?.();
});

const ANSWER_TIMEOUT_MS = 80;
const MARKER = "1d284806003030";

function openDriver(timeouts: object = {}) {
  const port = createMemoryPort();
  const told: string[] = [];
  const driver: PrinterDriver = createEscposDriver({
    deviceId: "front",
    config: escposConfig.parse({
      proof: "gs-h",
      timeouts: { answerTimeoutMs: ANSWER_TIMEOUT_MS, keepAliveMs: 240_000, reconnectMaxMs: 50, ...timeouts },
    }),
    transport: port.transport,
    nowMs: () => 1,
    monotonicMs: () => performance.now(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    readinessChanged() {
      told.push(JSON.stringify(driver.readiness()));
    },
    device: () => driver,
  });
  const stop = new AbortController();
  const running = driver.run(stop.signal);
  stops.push(async () => {
    stop.abort();
    await running;
  });
  return { port, driver, told: () => told.join() };
}

/** The far end with what came in, in hex. */
function watch(end: MemoryEnd) {
  let heard = "";
  let look = () => {};
  void (async () => {
    for await (const chunk of end.received) {
      heard += Buffer.from(chunk).toString("hex");
      look();
    }
  })();
  return {
    send: (hex: string) => end.send(Buffer.from(hex, "hex")),
    break: () => end.break(),
    heard: () => heard,
    /** Resolves when the bytes came in, from `from` on. */
    hears: (hex: string, from = 0): Promise<void> =>
      new Promise((resolve) => {
        look = () => heard.includes(hex, from) && resolve();
        look();
      }),
  };
}
type Far = ReturnType<typeof watch>;

async function answerQuestions(far: Far, replies: readonly string[], from = 0, first = 1): Promise<void> {
  for (const [i, reply] of replies.entries()) {
    await far.hears(`10040${i + first}`, from);
    far.send(reply);
  }
}
const WELL = ["12", "12", "12", "12"];

async function markerId(far: Far, from: number): Promise<string> {
  await far.hears(MARKER, from);
  await expect
    .poll(() => far.heard().slice(far.heard().indexOf(MARKER, from) + MARKER.length).length)
    .toBeGreaterThan(7);
  return far.heard().substr(far.heard().indexOf(MARKER, from) + MARKER.length, 8);
}

describe("one line to a printer", () => {
  it("never takes a reply for the answer to another question, when one went lost", async () => {
    const { port, driver, told } = openDriver({ keepAliveMs: 120 });
    const far = watch(await port.accept());
    await far.hears("100401100401"); // the first fell into the printer's start; 1e, near end, as an answer to question 3 is a jam
    far.send("12");
    await answerQuestions(far, ["12", "12", "1e"], 0, 2);
    await expect
      .poll(() => driver.readiness())
      .toMatchObject({ state: "ready", warnings: ["paper_near_end"] });
    expect(told()).not.toContain("cutter_error");
    await far.hears("1d610e"); // and it is asked to tell changes by itself
  });

  it("believes no marker that belongs to a line before", async () => {
    const { port, driver } = openDriver({ confirmTimeoutMs: 300 });
    const first = watch(await port.accept());
    await answerQuestions(first, WELL);
    await expect.poll(() => driver.readiness().state).toBe("ready");
    let asked = first.heard().length;
    const lost = driver.print([{ type: "text", runs: [{ text: "lost" }] }], AbortSignal.timeout(10_000));
    await answerQuestions(first, WELL, asked);
    const oldId = await markerId(first, asked);
    first.break();
    await expect(lost).rejects.toMatchObject({ code: "outcome_unknown" });

    const second = watch(await port.accept());
    await answerQuestions(second, WELL);
    await expect.poll(() => driver.readiness().state).toBe("ready");
    asked = second.heard().length;
    const next = driver.print([{ type: "text", runs: [{ text: "next" }] }], AbortSignal.timeout(10_000));
    await answerQuestions(second, WELL, asked);
    expect(await markerId(second, asked)).not.toBe(oldId);
    second.send(`3722${oldId}00`);
    await expect(next).rejects.toMatchObject({ code: "outcome_unknown" });
  });

  it("fills up a command that a broken line may have torn when the printer does not answer, and asks again", async () => {
    const { port, driver } = openDriver();
    const first = watch(await port.accept());
    await answerQuestions(first, WELL);
    await expect.poll(() => driver.readiness().state).toBe("ready");
    const asked = first.heard().length;
    const lost = driver.print([{ type: "text", runs: [{ text: "lost" }] }], AbortSignal.timeout(10_000));
    await answerQuestions(first, WELL, asked);
    await markerId(first, asked);
    first.break();
    await expect(lost).rejects.toMatchObject({ code: "outcome_unknown" });
    const second = watch(await port.accept());
    await expect.poll(() => second.heard()).toMatch(/^100401(00){10,}100401$/);
  });

  it("asks a printer no further question while it has none of the answers", async () => {
    const { port, driver } = openDriver();
    const far = watch(await port.accept());
    await expect
      .poll(() => driver.readiness())
      .toMatchObject({ state: "needs_person", reason: "held_by_another" });
    // Between the two the NULs for a command that a process before this one may have torn.
    expect(far.heard()).toMatch(/^100401(00)+100401$/);
    far.send("12");
    await expect.poll(() => driver.readiness().state).toBe("ready");
  });
});
