import { describe, expect, it } from "vitest";
import { printDocument } from "../../core/receipt.ts";
import { composeTest } from "./test-ticket.ts";

const ticket = (columns: number) =>
  composeTest({
    deviceId: "front",
    address: "tcp://192.0.2.7:9100",
    driver: "escpos",
    columns,
    at: "2026-11-24 22:00",
  });
const lines = (columns: number): string[] =>
  ticket(columns).flatMap((block) =>
    block.type === "text" ? [block.runs.map((run) => run.text).join("")] : [],
  );

describe("the test ticket", () => {
  it.each([32, 42, 48])("counts the columns of a paper of %i to its last one", (columns) => {
    const ruler = lines(columns).find((text) => text.startsWith("1234567890")) ?? "";
    expect(ruler.length).toBe(columns);
    expect(ruler.at(-1)).toBe(String(columns % 10));
  });

  it("names the device, where it is and what drives it", () => {
    expect(lines(48)).toEqual(
      expect.arrayContaining(["front", "tcp://192.0.2.7:9100", "escpos, 48 columns"]),
    );
  });

  it("is a document that the printers take, and ends with a cut", () => {
    expect(printDocument.parse(ticket(32)).at(-1)).toEqual({ type: "cut" });
  });
});
