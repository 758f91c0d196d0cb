import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeOf, coffee, external, orderOf, testSim } from "./test-client.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "square-sim-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("a simulator with a data file", () => {
  it("has its ledger and its keys again after a restart, but no cursors", async () => {
    const options = { dataFile: join(folder, "ledger.jsonl") };
    const first = await testSim(options);
    const id = await orderOf(first, "k");
    await first.send("POST", "/v2/payments", external("p", id, 430));
    await orderOf(first, "k2");
    const { cursor } = (await first.send("POST", "/v2/orders/search", { location_ids: ["L1"], limit: 1 }))
      .body as { cursor: string };
    const before = first.ledger();
    await first.close();

    await using second = await testSim(options);
    expect(second.ledger()).toEqual(before);
    expect(await orderOf(second, "k")).toBe(id);
    expect(second.ledger().orders).toHaveLength(2);
    const stale = await second.send("POST", "/v2/orders/search", { location_ids: ["L1"], limit: 1, cursor });
    expect(codeOf(stale)).toBe("INVALID_CURSOR");
  });

  it("drops the torn line of a killed process and goes on", async () => {
    const dataFile = join(folder, "ledger.jsonl");
    const first = await testSim({ dataFile });
    await orderOf(first, "k");
    await first.close();
    appendFileSync(dataFile, '[{"type":"order","order":{"id":"torn');
    const second = await testSim({ dataFile });
    expect(second.ledger().orders).toHaveLength(1);
    await orderOf(second, "k2");
    await second.close();
    await using third = await testSim({ dataFile });
    expect(third.ledger().orders).toHaveLength(2);
  });

  it("loses what was lost for good", async () => {
    const dataFile = join(folder, "ledger.jsonl");
    const first = await testSim({ dataFile });
    first.lose(await orderOf(first, "k"));
    await first.close();
    await using second = await testSim({ dataFile });
    expect(second.ledger().orders).toEqual([]);
  });
});

describe("the program", () => {
  it("says where it listens, keeps bodies and goes on SIGTERM", async () => {
    const bodies = join(folder, "bodies.jsonl");
    const program = fileURLToPath(new URL("../sim.ts", import.meta.url));
    const args = [
      "--import",
      "tsx",
      program,
      "--port",
      "0",
      "--log-bodies",
      bodies,
      "--currency",
      "USD",
      "--country",
      "US",
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (data: Buffer) => resolve(String(data))),
    );
    const url = /^square simulator on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)?.[1] ?? "";
    const reply = await fetch(`${url}/v2/orders`, {
      method: "POST",
      body: JSON.stringify({ order: coffee }),
      headers: {
        Authorization: "Bearer sandbox-token",
        "Square-Version": "2026-09-16",
        "Content-Type": "application/json",
      },
    });
    expect(await reply.json()).toMatchObject({ errors: [{ code: "CURRENCY_MISMATCH" }] });
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(JSON.parse(readFileSync(bodies, "utf8"))).toMatchObject({ body: { order: coffee }, status: 400 });
  });
});
