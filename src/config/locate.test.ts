import { describe, expect, it } from "vitest";
import { lineOf, mapLines } from "./locate.ts";

const TEXT = `# the shop
version = 1
store.name = "Corner"
[http]
"port" = 8080
footer = """
port = 1
"""
[[devices]]
id = "front"
[devices.options]
columns = 42
[[devices]]
id = "bar"
options = { columns = 48 }
`;

describe("the line of a setting", () => {
  it.each([
    [["version"], 2],
    [["store", "name"], 3],
    [["http", "port"], 5],
    [["devices", 0, "id"], 10],
    [["devices", 0, "options", "columns"], 12],
    [["devices", 1, "id"], 14],
  ])("finds %j", (path, line) => {
    expect(lineOf(mapLines(TEXT), path)).toBe(line);
  });

  it.each([
    [["devices", 1, "options", "columns"], 15],
    [["devices", 1, "driver"], 13],
    [["http", "host"], 4],
    [["vendors"], 1],
  ])("goes to what stands around %j where it has no line of its own", (path, line) => {
    expect(lineOf(mapLines(TEXT), path)).toBe(line);
  });
});
