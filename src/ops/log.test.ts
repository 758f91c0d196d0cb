import { describe, expect, it } from "vitest";
import { offline } from "../core/errors.ts";
import { type LogLevel, openLog } from "./log.ts";

function openedLog(level: LogLevel) {
  const lines: string[] = [];
  const log = openLog(level, { write: (line) => lines.push(line) });
  return {
    log,
    read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => lines.join(""),
  };
}

describe("the log", () => {
  it("writes one JSON object per line: time, level, sentence and facts", () => {
    const { log, read } = openedLog("info");
    log.info("printed", { device: "front", ms: 120 });
    expect(read()).toEqual([
      { level: "info", time: expect.stringMatching(/^\d{4}-.*Z$/), device: "front", ms: 120, msg: "printed" },
    ]);
  });

  it("keeps quiet below its level", () => {
    const { log, read } = openedLog("warn");
    log.debug("bytes");
    log.info("printed");
    log.warn("paper is low");
    log.error("disk is full");
    expect(read().map((line) => line["level"])).toEqual(["warn", "error"]);
  });

  it("lets neither a token nor a card number out, in facts, errors or the sentence", () => {
    const { log, text } = openedLog("debug");
    log.error("card 4111111111111111 failed", {
      headers: { authorization: "Bearer s3cr3t" },
      error: offline("no answer about 5555 5555 5555 4444", new Error("token=s3cr3t")),
    });
    expect(text()).not.toMatch(/s3cr3t|4111111111111111|5555 5555/);
    expect(text()).toContain('"code":"device_offline"');
  });
});
