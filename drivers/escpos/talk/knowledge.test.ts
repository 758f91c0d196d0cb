import { describe, expect, it } from "vitest";
import { createPatience } from "./confirm.ts";
import { createKnowledge } from "./knowledge.ts";
import { HEALTHY, type PrinterStatus } from "./status.ts";

describe("what is known of a printer", () => {
  it("is tried with both questions until it answered one behind a receipt", () => {
    const printer = createKnowledge("auto");
    expect(printer.fences()).toEqual(["gs-h", "gs-r"]);
    printer.confirmed(["gs-h"], false); // behind a drawer pulse: an empty buffer answers everybody
    expect(printer.isExpectedToConfirm()).toBe(false);
    printer.confirmed(["gs-h"], true);
    expect(printer.isExpectedToConfirm()).toBe(true);
    expect(printer.fences()).toEqual(["gs-h"]);
  });
  it("is not asked any more after two silent jobs, until it says something", () => {
    const printer = createKnowledge("auto");
    printer.stayedSilent();
    printer.stayedSilent();
    expect(printer.fences()).toEqual([]);
    printer.heard();
    expect(printer.fences()).toEqual(["gs-h", "gs-r"]);
    expect(printer.isKnownToAnswer()).toBe(true);
  });
  it("is taken from the config where that names it", () => {
    expect(createKnowledge("gs-r").fences()).toEqual(["gs-r"]);
    expect(createKnowledge("gs-h").isKnownToAnswer()).toBe(true);
    expect(createKnowledge("none").fences()).toEqual([]);
  });
});

describe("patience", () => {
  function patient(status: PrinterStatus) {
    let nowMs = 0;
    let saidAtMs = 0;
    const line = { status: () => status, saidAtMs: () => saidAtMs };
    const patience = createPatience(line, { idleMs: 10_000, holdMs: 60_000 }, () => nowMs);
    const pass = (ms: number, said = true) => {
      nowMs += ms;
      if (said) saidAtMs = nowMs;
      return patience.lasts();
    };
    return { patience, pass };
  }
  it("is short with a printer that could print and does not", () => {
    const { pass } = patient(HEALTHY);
    expect(pass(9_000)).toBe(true);
    expect(pass(1_000)).toBe(false);
  });
  it("is long with one that has no paper, and not endless", () => {
    const { pass } = patient({ ...HEALTHY, paperEnd: true });
    expect(pass(20_000)).toBe(true);
    expect(pass(39_000)).toBe(true);
    expect(pass(1_000)).toBe(false);
  });
  it("is short with one that said that it has no paper, and then nothing more", () => {
    const { pass } = patient({ ...HEALTHY, paperEnd: true });
    expect(pass(26_000, false)).toBe(false);
  });
  it("begins anew when the printer takes some", () => {
    const { patience, pass } = patient(HEALTHY);
    expect(pass(9_000)).toBe(true);
    patience.progress();
    expect(pass(9_000)).toBe(true);
  });
});
