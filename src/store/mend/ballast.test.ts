import { statSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { newFolder } from "../../../test/help/store.ts";
import { keepBallast } from "./ballast.ts";

const BYTES = 256 * 1024;

it("a ballast that a power cut left short is made whole at the next look", () => {
  const path = `${newFolder()}/tillgate.db`;
  writeFileSync(`${path}.ballast`, Buffer.alloc(512));
  keepBallast(path, BYTES);
  expect(statSync(`${path}.ballast`).size).toBe(BYTES);
});
