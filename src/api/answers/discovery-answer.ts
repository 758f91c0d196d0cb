import { z } from "zod";
import type { Found, ScanState } from "../../core/finding-devices.ts";
import { instantText, iso, isoOrNull } from "../documents/documented.ts";

export const scanAnswer = z
  .object({
    id: z.string(),
    state: z.enum(["running", "done", "failed"]),
    sweep: z.boolean(),
    hosts: z.array(z.string()),
    startedAt: instantText,
    endedAt: instantText.nullable(),
    found: z.int().describe("How many devices: see `GET /v1/discovery/found`."),
  })
  .meta({
    id: "DiscoveryScan",
    examples: [
      {
        id: "01936d2e-c000-7000-8000-5e0f1c2b3a45",
        state: "done",
        sweep: false,
        hosts: [],
        startedAt: "2026-11-21T06:00:00.000Z",
        endedAt: "2026-11-21T06:00:04.100Z",
        found: 2,
      },
    ],
  });

export const toScan = ({ startedAtMs, endedAtMs, ...scan }: ScanState): z.output<typeof scanAnswer> => ({
  ...scan,
  hosts: [...scan.hosts],
  startedAt: iso(startedAtMs),
  endedAt: isoOrNull(endedAtMs),
});

export const foundExample: Found = {
  id: "7d9f1c20a4b3e655",
  at: "tcp://192.0.2.7:9100",
  host: "192.0.2.7",
  identity: "mac:00:26:ab:12:34:56",
  identities: ["mac:00:26:ab:12:34:56", "serial:X4QP001234"],
  via: ["enpc", "snmp", "mdns"],
  name: "EPSON-KITCHEN",
  maker: "EPSON",
  model: "TM-m30",
  answers: null,
  heldBy: null,
  driver: "escpos",
  options: { profile: "epson-tm-m30" },
  adopted: null,
};

export const foundAnswer = z
  .object({
    id: z.string().describe("The same for the same device in every scan."),
    at: z.string().describe("Its address for the config."),
    host: z.string().nullable(),
    identity: z
      .string()
      .nullable()
      .describe("What stays when the address changes; null: its address is all."),
    identities: z.array(z.string()),
    via: z
      .array(z.enum(["usb", "sdp", "enpc", "snmp", "mdns", "sweep", "serial"]))
      .describe(
        "Who told of it. `enpc`: Epson's, `sdp`: Star's own question. `sweep`: it took a line on its print port.",
      ),
    name: z.string().nullable(),
    maker: z.string().nullable(),
    model: z.string().nullable(),
    answers: z
      .boolean()
      .nullable()
      .describe("It answered a question on its print port, so it may say what is on paper; null: not asked."),
    heldBy: z.string().nullable().describe("Address of the machine that keeps its print port to itself."),
    driver: z.string().nullable().describe("A driver that could drive it; null: none of ours claims it."),
    options: z.record(z.string(), z.unknown()).describe("That driver's options for this model."),
    adopted: z.string().nullable().describe("Id of the configured device that it is."),
  })
  .meta({ id: "FoundDevice", examples: [foundExample] });

export const toFound = (found: Found): z.output<typeof foundAnswer> => foundAnswer.parse(found);
