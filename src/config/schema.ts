/**
 * Every setting of gateway.toml: its form, unit, default and the reason for the default.
 * The one source of the checks, of `tillgate config-schema` and of the types below. Unknown keys are faults.
 */
import { z } from "zod";
import { IDENTITY } from "../core/finding-devices.ts";
import { currency, deviceId, TAX_ROUNDINGS } from "../core/orders/order.ts";

const isTimeZone = (name: string): boolean => {
  try {
    // Offsets such as "+01:00" are taken by some runtimes, but know no summer time.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));
const line = z.string().min(1).max(200);
const origin = z
  .string()
  .regex(/^https?:\/\/[^/?#@\s]+$/, 'scheme, host and port, without a path: "https://office.example"');

const storeSchema = z
  .strictObject({
    id: deviceId.describe(
      "Names the shop in exports and towards vendors. Never change it once orders exist.",
    ),
    name: line.describe("The shop's name: first line of every receipt."),
    addressLines: z
      .array(line)
      .max(6)
      .default([])
      .describe("Printed under the name, one entry per line. Default: none."),
    taxId: line.optional().describe("VAT or tax number as the receipt must show it. Default: not printed."),
    receiptFooter: z
      .string()
      .max(1_000)
      .optional()
      .describe("Text below the sums; may have several lines. Default: none."),
    locale: z
      .string()
      .refine(isLocale, 'a BCP 47 language tag, such as "en-GB"')
      .default("en-GB")
      .describe(
        'BCP 47 tag for numbers, dates and receipt words. Default "en-GB": day before month, 24 hours, as most stores write.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone, such as "Europe/Berlin"')
      .describe(
        "IANA name. Required: the business day hangs on it, and a guess would book sales on the wrong day.",
      ),
    dayStart: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes, such as "04:00"')
      .default("04:00")
      .describe(
        'Local time at which a business day begins. Default "04:00": what a bar sells after midnight belongs to the evening.',
      ),
    currency: currency
      .refine((code) => CURRENCIES.has(code), "not a currency in use (ISO 4217)")
      .describe(
        "ISO 4217 code. Required: amounts are integers in its minor unit, a wrong guess would be off by a hundred.",
      ),
    taxRounding: z
      .enum(TAX_ROUNDINGS)
      .default("line")
      .describe(
        'Where tax is rounded: per "line", per "rate" or once per "order". Default "line": what most tills do.',
      ),
    cashRounding: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe("Smallest cash unit, in minor units: 5 in Switzerland. Default 1: no rounding."),
    destinations: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a vendor\'s id, such as "square"'))
      .max(10)
      .default([])
      .describe(
        "Vendors that get every order which names none itself. Default: none; orders stay in the shop.",
      ),
  })
  .describe("The shop.");

const httpSchema = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default("0.0.0.0")
      .describe(
        'Address to listen on. Default "0.0.0.0": tills are other machines, and no call is answered without a token.',
      ),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(8080)
      .describe("TCP port. Default 8080: needs no special right to bind."),
    loopbackWithoutToken: z
      .boolean()
      .default(false)
      .describe(
        "Calls from this very machine need no token. Default false: a till program beside the gateway needs its own token too. For demos.",
      ),
    publicUrl: origin
      .optional()
      .describe(
        'Where guests reach this gateway, "https://receipts.cafe.example": digital receipts are linked there. Default: none; their links are paths, which a till puts behind its own address of the gateway.',
      ),
    maxBodyBytes: z
      .int()
      .min(10_000)
      .max(20_000_000)
      .default(1_000_000)
      .describe(
        "Largest request body, bytes. Default 1,000,000: a thousand order lines or a receipt image, and no more memory.",
      ),
    ratePerMinute: z
      .int()
      .min(10)
      .default(6_000)
      .describe(
        "Requests per minute and token. Default 6,000: a till that unloads an afternoon of orders passes, a loop gone wild does not.",
      ),
    allowedOrigins: z
      .array(origin)
      .max(20)
      .default([])
      .describe(
        "Web pages from elsewhere that may call this API. Default: none, only the gateway's own dashboard.",
      ),
  })
  .describe("The API for tills and the dashboard.");

const dataSchema = z
  .strictObject({
    folder: z
      .string()
      .startsWith("/", "an absolute path")
      .default("/var/lib/tillgate")
      .describe(
        'Holds the database and its key. Default "/var/lib/tillgate": what the systemd unit creates. On a local disk, never on a network share.',
      ),
    freeSpaceFloorMb: z
      .int()
      .min(8)
      .max(100_000)
      .default(64)
      .describe(
        "Free space, MB, below which new orders are refused as store_full. Default 64: room for outcomes of what was accepted.",
      ),
    ballastMb: z
      .int()
      .min(0)
      .max(1_000)
      .default(4)
      .describe(
        "A file of this many MB that is dropped when the disk is full. Default 4: a full database cannot even delete without some room.",
      ),
  })
  .describe("Where orders are kept.");

const logSchema = z
  .strictObject({
    level: z
      .enum(["debug", "info", "warn", "error"])
      .default("info")
      .describe(
        'Lowest level that is written. Default "info": one line per order and device event; "debug" adds bytes on the wire.',
      ),
  })
  .describe("The log on standard output; systemd keeps it.");

const printingSchema = z
  .strictObject({
    keepDays: z
      .int()
      .min(1)
      .max(3_650)
      .default(90)
      .describe(
        "Days that what was printed can be looked at and searched after its job ended. Default 90: most questions about a paper come within weeks, and 300 receipts a day take some 50 MB; orders themselves are kept for ever.",
      ),
  })
  .describe("Paper.");

const deviceSchema = z.strictObject({
  id: deviceId.describe("The device's name in the API."),
  driver: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a driver\'s folder name, such as "escpos"')
    .describe("Which driver speaks to it: a folder of drivers/."),
  at: z
    .string()
    .regex(/^[a-z][a-z0-9+-]*:\/\/\S+$/, 'an address such as "tcp://192.0.2.7:9100"')
    .optional()
    .describe(
      'Where it is: "tcp://host:port", "serial:///dev/serial/by-id/…?baud=19200&flow=rtscts"; src/transports/README.md has every form. Default: none, for a drawer that hangs on a printer.',
    ),
  name: line.optional().describe("What people call it. Default: its id."),
  identity: z
    .string()
    .regex(IDENTITY, 'such as "mac:00:26:ab:12:34:56"')
    .optional()
    .describe(
      "What it is called for good, as `tillgate discover` tells it. A device whose address in this file is out of date is then looked for, and a warning says where it is. Default: none.",
    ),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Settings of the driver; its README lists them. Default: the driver's."),
});

const discoverySchema = z
  .strictObject({
    announce: z
      .boolean()
      .default(true)
      .describe(
        "The gateway tells its address to the network by mDNS (_tillgate._tcp). Default true: tills find it without typing an address, and still need a token.",
      ),
    follow: z
      .boolean()
      .default(true)
      .describe(
        "A device with an identity that went offline is looked for under another address. Default true: routers give out new addresses after a power cut.",
      ),
  })
  .describe("Finding devices and being found.");

const vendorsSchema = z
  .strictObject({
    pollSeconds: z
      .int()
      .min(5)
      .max(86_400)
      .default(60)
      .describe(
        "Seconds between two looks at what changed at a vendor. Default 60: new within a minute, far below every vendor's rate limit.",
      ),
    allowPrivateHosts: z
      .boolean()
      .default(false)
      .describe(
        "Vendors may have addresses in the shop's own network. Default false: a forged address in the settings must not reach a router or a camera. True for Aloha.",
      ),
    baseUrls: z
      .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.url({ protocol: /^https?$/ }))
      .default({})
      .describe(
        "Per vendor, another address of its API: a sandbox or a simulator. Default: the vendor's production address.",
      ),
  })
  .describe(
    "The vendors' clouds. Accounts are connected over the API; only their secrets' key lies beside the database.",
  );

export const configSchema = z
  .strictObject({
    version: z
      .literal(1)
      .describe("Version of this file's form. Required: an old gateway must not misread a newer file."),
    store: storeSchema,
    http: httpSchema.prefault({}),
    data: dataSchema.prefault({}),
    log: logSchema.prefault({}),
    devices: z
      .array(deviceSchema)
      .max(200)
      .default([])
      .superRefine((devices, context) => {
        devices.forEach((device, index) => {
          if (devices.findIndex((other) => other.id === device.id) === index) return;
          context.addIssue({
            code: "custom",
            path: [index, "id"],
            message: `"${device.id}" is taken by another device`,
          });
        });
      })
      .describe(
        "Printers, drawers, terminals, scales, scanners and displays: one [[devices]] each. Default: none.",
      ),
    discovery: discoverySchema.prefault({}),
    printing: printingSchema.prefault({}),
    vendors: vendorsSchema.prefault({}),
  })
  .describe("Tillgate's configuration, version 1");

/** The installer's file, checked and with every default filled in. */
export type GatewayConfig = z.output<typeof configSchema>;

/** For editors: completion, hints and checks while the file is written. */
export const configJsonSchema = (): object => z.toJSONSchema(configSchema, { io: "input" });
