import { z } from "zod";
import type { StatusSnapshot } from "../../core/status.ts";
import { instantText } from "../documents/documented.ts";

export const reason = z.object({ code: z.string(), message: z.string() });

const readiness = z.discriminatedUnion("state", [
  z.object({ state: z.literal("ready"), sinceMs: z.int(), warnings: z.array(z.enum(["paper_near_end"])) }),
  z.object({ state: z.literal("offline"), sinceMs: z.int(), reason: z.string() }),
  z.object({
    state: z.literal("needs_person"),
    sinceMs: z.int(),
    reason: z.enum(["paper_out", "cover_open", "cutter_error", "error", "held_by_another"]),
  }),
]);

export const deviceExample = {
  id: "front",
  name: "Front counter",
  kind: "printer",
  driver: "escpos",
  at: "tcp://192.0.2.7:9100",
  identity: "mac:00:26:ab:12:34:56",
  profile: "TM-T88V",
  readiness: { state: "ready", sinceMs: 1_795_251_600_000, warnings: [] },
  source: "file",
  warning: null,
};

export const deviceAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(["printer", "drawer", "terminal", "scanner", "scale", "display"]),
    driver: z.string(),
    at: z.string().nullable(),
    identity: z.string().nullable().describe("What it is called for good: found again when `at` changes."),
    profile: z.string().nullable(),
    readiness: readiness.describe("May it work now. `sinceMs`: wall clock, ms."),
    source: z.enum(["file", "api"]).describe("file: the installer's config. api: added through this API."),
    warning: z.string().nullable().describe("Why the file wins over what was set or found since."),
  })
  .meta({ id: "Device", examples: [deviceExample] });

const destination = z.object({
  vendor: z.string(),
  connected: z.boolean(),
  reachability: z.enum(["unknown", "reachable", "unreachable", "rate_limited", "sign_in"]),
  sinceMs: z.number(),
  reason: z.string().nullable(),
  retryAtMs: z.number().nullable().describe("Next try, wall ms, while it is away."),
  waiting: z.int(),
  inFlight: z.int(),
  needsPerson: z.int(),
  lagMs: z.number().describe("Age of the oldest duty towards it that is not done."),
});

const statusExample: StatusSnapshot = {
  version: "0.1.0",
  store: { id: "cafe-nord", name: "Café Nord" },
  startedAt: "2026-11-21T05:58:00.000Z",
  ready: true,
  reasons: [],
  disk: { freeBytes: 24_000_000_000, walBytes: 412_000, state: "ok" },
  clock: { ok: true, now: "2026-11-21T11:05:03.000Z" },
  devices: [deviceExample as StatusSnapshot["devices"][number]],
  queues: [{ device: "front", waiting: 0, running: 0, unconfirmed: 0, oldestWaitingMs: 0 }],
  destinations: [
    {
      vendor: "square",
      connected: true,
      reachability: "reachable",
      sinceMs: 1_795_251_600_000,
      reason: null,
      retryAtMs: null,
      waiting: 0,
      inFlight: 0,
      needsPerson: 0,
      lagMs: 0,
    },
  ],
};

export const statusAnswer = z
  .object({
    version: z.string(),
    store: z.object({ id: z.string(), name: z.string() }),
    startedAt: instantText,
    ready: z.boolean().describe("It takes orders."),
    reasons: z.array(reason),
    disk: z.object({ freeBytes: z.number(), walBytes: z.number(), state: z.string() }),
    clock: z.object({ ok: z.boolean(), now: instantText }),
    devices: z.array(deviceAnswer),
    queues: z.array(
      z.object({
        device: z.string(),
        waiting: z.int(),
        running: z.int(),
        unconfirmed: z.int(),
        oldestWaitingMs: z.number(),
      }),
    ),
    destinations: z.array(destination),
  })
  .meta({ id: "Status", examples: [statusExample] });
