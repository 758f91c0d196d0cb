import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GatewayError } from "../core/errors.ts";
import type { Found } from "../core/finding-devices.ts";
import type { DeviceFault, Parts, TokenDraft, TokenKeeper, TokenRecord } from "./parts.ts";
import { EXIT, runCommand } from "./program.ts";

/** A gateway that answers what the test put there, and remembers what it was asked. */
interface StandIn {
  readonly server: Server;
  readonly answers: Map<string, { readonly status: number; readonly body: unknown }>;
  readonly asked: {
    readonly line: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
  }[];
}

let folder: string;
let gateway: StandIn;
let said: { out: string[]; err: string[] };

async function startStandIn(): Promise<StandIn> {
  const answers: StandIn["answers"] = new Map();
  const asked: StandIn["asked"] = [];
  const server = createServer(async (request, response) => {
    const line = `${request.method} ${request.url}`;
    const body = (await request.toArray()).join("");
    asked.push({ line, headers: request.headers, body });
    const answer = answers.get(line) ?? { status: 404, body: { code: "not_found" } };
    response
      .writeHead(answer.status, { "content-type": "application/json" })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, answers, asked };
}

function keeperOf(records: TokenRecord[]): TokenKeeper {
  return {
    async create(draft: TokenDraft) {
      records.push({
        ...draft,
        id: `t${records.length + 1}`,
        createdAt: "2026-11-21T12:00:00Z",
        revokedAt: null,
      });
      return { id: `t${records.length}`, secret: "tg_secret" };
    },
    list: () => records,
    async revoke(id) {
      throw new GatewayError("not_found", `there is no token ${id}`);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function partsWith(more: Partial<Parts> = {}): Parts {
  return {
    environment: { TILLGATE_CONFIG: join(folder, "gateway.toml"), TILLGATE_TOKEN: "tg_admin" },
    nowMs: () => Date.UTC(2026, 10, 21),
    out: (text) => said.out.push(text),
    err: (text) => said.err.push(text),
    readStandardInput: async () => "Hello",
    run: async () => undefined,
    checkDevices: async () => [],
    discover: async () => [],
    openTokens: async () => keeperOf([]),
    backup: async () => undefined,
    restore: async () => undefined,
    ...more,
  };
}
const tillgate = (line: string, parts = partsWith()) =>
  runCommand(line.split(" "), parts, new AbortController().signal);

const configText = (port: number) => `version = 1
[store]
id = "corner"
name = "Corner"
timeZone = "Europe/Berlin"
currency = "EUR"
[http]
port = ${port}
[data]
folder = "${join(folder, "data")}"
[[devices]]
id = "front"
driver = "escpos"
`;

beforeEach(async () => {
  said = { out: [], err: [] };
  folder = await mkdtemp(join(tmpdir(), "tillgate-cli-"));
  gateway = await startStandIn();
  await writeFile(join(folder, "gateway.toml"), configText((gateway.server.address() as AddressInfo).port));
});
afterEach(async () => {
  gateway.server.closeAllConnections();
  gateway.server.close();
  await rm(folder, { recursive: true });
});

describe("tillgate discover", () => {
  const found: Found = {
    ...{ id: "7d9f1c20a4b3e655", at: "tcp://192.0.2.7:9100", host: "192.0.2.7", name: "EPSON-KITCHEN" },
    ...{ identity: "mac:00:26:ab:12:34:56", identities: ["mac:00:26:ab:12:34:56"], via: ["enpc", "snmp"] },
    ...{ maker: "EPSON", model: "TM-m30", answers: null, heldBy: "192.0.2.44" },
    ...{ driver: "escpos", options: { profile: "epson-tm-m30" }, adopted: "front" },
  };
  it("shows what is there as a table, with what hinders it", async () => {
    expect(await tillgate("discover", partsWith({ discover: async () => [found] }))).toBe(EXIT.ok);
    expect(said.out.join()).toBe(
      [
        "ADDRESS               MODEL         IDENTITY               SEEN BY    DRIVER                 NOTE",
        "tcp://192.0.2.7:9100  EPSON TM-m30  mac:00:26:ab:12:34:56  enpc,snmp  escpos (epson-tm-m30)  is front, held by 192.0.2.44",
      ].join("\n"),
    );
  });
  it("looks without a config too, knocks only when asked, and speaks JSON to programs", async () => {
    const asked: unknown[] = [];
    const discover: Parts["discover"] = async (request, devices) => {
      asked.push({ ...request, devices: devices.length });
      return [found];
    };
    await tillgate("discover --json", partsWith({ discover }));
    expect(JSON.parse(said.out.join())).toEqual([found]);
    await tillgate("--config /no/such/file discover --sweep --host 10.0.0.7", partsWith({ discover }));
    expect(asked).toEqual([
      { sweep: false, hosts: [], devices: 1 },
      { sweep: true, hosts: ["10.0.0.7"], devices: 0 },
    ]);
  });
  it("says what else can be tried when nothing is there", async () => {
    await tillgate("discover");
    expect(said.out.join()).toContain("--sweep");
  });
});

describe("tillgate run", () => {
  it("gives the house its checked config", async () => {
    const started: string[] = [];
    const run: Parts["run"] = async (config) => void started.push(config.store.name);
    expect(await tillgate("run", partsWith({ run }))).toBe(EXIT.ok);
    expect(started).toEqual(["Corner"]);
  });

  it("does not start on a faulty file, with the code that tells systemd not to try again", async () => {
    await writeFile(join(folder, "gateway.toml"), "version = 1\nstroe = 1\n");
    expect(await tillgate("run")).toBe(EXIT.config);
    expect(said.err.join()).toContain("gateway.toml:2: stroe: unknown key; did you mean store?");
  });

  it("does not start, nor try again, without a file", async () => {
    expect(await tillgate("--config /nowhere.toml run")).toBe(EXIT.config);
    expect(said.err).toEqual(["/nowhere.toml cannot be read"]);
  });
});

describe("tillgate check-config", () => {
  it("says when all is well", async () => {
    expect(await tillgate("check-config")).toBe(EXIT.ok);
    expect(said.out).toEqual([`${join(folder, "gateway.toml")} is fine`]);
  });

  it("names the line of a fault that only the driver sees", async () => {
    const fault: DeviceFault = { path: ["devices", 0, "driver"], message: "there is no driver escpos" };
    expect(await tillgate("check-config", partsWith({ checkDevices: async () => [fault] }))).toBe(
      EXIT.config,
    );
    expect(said.err).toEqual([
      `${join(folder, "gateway.toml")}:13: devices[0].driver: there is no driver escpos`,
    ]);
  });

  it("says when there is no such file", async () => {
    expect(await tillgate("--config /nowhere.toml check-config")).toBe(EXIT.config);
    expect(said.err).toEqual(["/nowhere.toml cannot be read"]);
  });
});

it("tillgate config-schema describes every setting for editors", async () => {
  await tillgate("config-schema");
  const schema = JSON.parse(said.out.join("")) as { properties: Record<string, unknown>; required: string[] };
  expect(Object.keys(schema.properties)).toEqual([
    "version",
    "store",
    "http",
    "data",
    "log",
    "devices",
    "discovery",
    "printing",
    "vendors",
  ]);
  expect(schema.required).toEqual(["version", "store"]);
});

describe("tillgate token", () => {
  it("shows the secret of a new token once, alone on standard output", async () => {
    const records: TokenRecord[] = [];
    const parts = partsWith({ openTokens: async () => keeperOf(records) });
    expect(await tillgate("token create --name front --scope till status --till front-1", parts)).toBe(
      EXIT.ok,
    );
    expect(records).toMatchObject([{ name: "front", scopes: ["till", "status"], till: "front-1" }]);
    expect(said.out).toEqual(["tg_secret"]);
  });

  it("lists tokens without their secrets", async () => {
    const record = {
      id: "t1",
      name: "office",
      scopes: ["admin"],
      till: null,
      createdAt: "2026-11-21",
      revokedAt: null,
    };
    await tillgate("token list", partsWith({ openTokens: async () => keeperOf([record]) }));
    expect(said.out).toEqual(["t1  office  admin  since 2026-11-21"]);
  });

  it.each([
    ["token create --name front --scope till", "a till token needs --till"],
    ["token create --name front --scope root", "Allowed choices are till, kitchen, operator, admin, status"],
    ["token create --name front", "required option '--scope"],
    ["token revoke t9", "there is no token t9"],
  ])("refuses %s", async (line, words) => {
    expect(await tillgate(line)).toBe(EXIT.failed);
    expect(said.err.join()).toContain(words);
  });
});

describe("what asks the running gateway", () => {
  it("status shows the snapshot, with the token from the environment", async () => {
    gateway.answers.set("GET /readyz", { status: 200, body: {} });
    gateway.answers.set("GET /v1/status", { status: 200, body: { devices: [] } });
    expect(await tillgate("status")).toBe(EXIT.ok);
    expect(JSON.parse(said.out.join(""))).toEqual({ devices: [] });
    expect(gateway.asked.at(-1)?.headers.authorization).toBe("Bearer tg_admin");
  });

  it("status fails, and says why, while no orders are taken", async () => {
    gateway.answers.set("GET /readyz", { status: 503, body: { reasons: ["store_full"] } });
    gateway.answers.set("GET /v1/status", { status: 200, body: {} });
    expect(await tillgate("status")).toBe(EXIT.failed);
    expect(said.err.join()).toContain("store_full");
  });

  it("print sends the text with a key of its own and waits for paper", async () => {
    gateway.answers.set("POST /v1/print-jobs", { status: 201, body: { state: "printed", proof: "printer" } });
    expect(await tillgate("print front")).toBe(EXIT.ok);
    const [sent] = gateway.asked;
    expect(JSON.parse(sent?.body ?? "")).toEqual({ printer: "front", markup: "Hello" });
    expect(sent?.headers).toMatchObject({
      prefer: "wait=30",
      "idempotency-key": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("print fails when there is no paper yet", async () => {
    gateway.answers.set("POST /v1/print-jobs", { status: 202, body: { state: "queued" } });
    expect(await tillgate("print front")).toBe(EXIT.failed);
  });

  it("says so when no gateway runs", async () => {
    gateway.server.closeAllConnections();
    gateway.server.close();
    expect(await tillgate("openapi")).toBe(EXIT.failed);
    expect(said.err.join()).toContain("no gateway answers at http://127.0.0.1:");
  });
});

describe("tillgate doctor", () => {
  it("looks at folder, room, flush, mount, key, clock and gateway", async () => {
    await mkdir(join(folder, "data"));
    gateway.answers.set("GET /readyz", { status: 200, body: {} });
    await tillgate("doctor");
    const names = said.out.map((line) => line.split(/\s+/)[1]);
    expect(names).toEqual(["folder", "room", "flush", "mount", "key", "clock", "gateway"]);
    expect(said.out.at(-1)).toMatch(/^ok {4}gateway/);
  });

  it("fails on a missing data folder and goes on with the rest", async () => {
    expect(await tillgate("doctor")).toBe(EXIT.failed);
    expect(said.out[0]).toMatch(/^bad {3}folder/);
    expect(said.out.at(-1)).toMatch(/^bad {3}gateway/);
  });
});

it("backup and restore say what they leave out", async () => {
  expect(await tillgate("backup /tmp/copy.db")).toBe(EXIT.ok);
  expect(await tillgate("restore /tmp/copy.db")).toBe(EXIT.ok);
  expect(said.out).toEqual([
    "/tmp/copy.db holds the database; the credential key is not in it",
    "restored from /tmp/copy.db; receipts begin a new series",
  ]);
});
