import { describe, expect, it } from "vitest";
import { type ConfigFault, describeFault, parseConfig } from "./file.ts";

const STORE = `version = 1

[store]
id = "corner"
name = "Corner Café"
timeZone = "Europe/Berlin"
currency = "EUR"
`;

function faultsOf(text: string): readonly string[] {
  const parsed = parseConfig(text, "gateway.toml");
  return parsed.type === "valid" ? [] : parsed.faults.map((fault: ConfigFault) => describeFault(fault));
}
function configOf(text: string) {
  const parsed = parseConfig(text, "gateway.toml");
  if (parsed.type === "valid") return parsed.config;
  throw new Error(parsed.faults.map(describeFault).join("\n"));
}

describe("a short file", () => {
  it("needs only the shop; everything else has a safe default", () => {
    expect(configOf(STORE)).toMatchObject({
      store: { locale: "en-GB", dayStart: "04:00", taxRounding: "line", cashRounding: 1, destinations: [] },
      http: { host: "0.0.0.0", port: 8080, loopbackWithoutToken: false },
      data: { folder: "/var/lib/tillgate", freeSpaceFloorMb: 64, ballastMb: 4 },
      log: { level: "info" },
      devices: [],
      vendors: { pollSeconds: 60, allowPrivateHosts: false },
    });
  });

  it("keeps a device's options for its driver to judge", () => {
    const text = `${STORE}
[[devices]]
id = "front"
driver = "escpos"
at = "tcp://192.0.2.7:9100"
[devices.options]
columns = 42
`;
    expect(configOf(text).devices).toEqual([
      { id: "front", driver: "escpos", at: "tcp://192.0.2.7:9100", options: { columns: 42 } },
    ]);
  });
});

describe("a faulty file", () => {
  it("tells all faults at once, each with file, line, key and what was probably meant", () => {
    const text = `${STORE}dayStrat = "04:00"

[http]
prot = 8080
port = "8080"

[[devices]]
id = "front"
driver = "escpos"

[[devices]]
id = "Bar"
drivr = "escpos"
`;
    expect(faultsOf(text)).toEqual([
      "gateway.toml:8: store.dayStrat: unknown key; did you mean dayStart?",
      "gateway.toml:11: http.prot: unknown key; did you mean port?",
      "gateway.toml:12: http.port: invalid input: expected number, received string",
      "gateway.toml:18: devices[1].driver: is missing",
      "gateway.toml:19: devices[1].id: 1-40 of a-z 0-9 -",
      "gateway.toml:20: devices[1].drivr: unknown key; did you mean driver?",
    ]);
  });

  it("names what is known where nothing is near", () => {
    expect(faultsOf(`${STORE}\n[log]\nfile = "x"\n`)).toEqual([
      "gateway.toml:10: log.file: unknown key; known here: level",
    ]);
  });

  it("says where a text stops being TOML", () => {
    expect(faultsOf('version = 1\n[store\nid = "corner"\n')).toEqual([
      expect.stringMatching(/^gateway\.toml:2: invalid TOML/),
    ]);
  });

  it("misses the shop itself", () => {
    expect(faultsOf("version = 1\n")).toEqual(["gateway.toml:1: store: is missing"]);
  });

  it("refuses the file of a newer gateway", () => {
    expect(faultsOf(STORE.replace("version = 1", "version = 2"))).toEqual([
      "gateway.toml:1: version: invalid input: expected 1",
    ]);
  });

  it("refuses two devices of one name", () => {
    const device = '[[devices]]\nid = "front"\ndriver = "escpos"\n';
    expect(faultsOf(STORE + device + device)).toEqual([
      'gateway.toml:12: devices[1].id: "front" is taken by another device',
    ]);
  });

  it.each([
    [
      'timeZone = "Europe/Berlin"',
      'timeZone = "Europe/Berlyn"',
      'store.timeZone: an IANA time zone, such as "Europe/Berlin"',
    ],
    [
      'timeZone = "Europe/Berlin"',
      'timeZone = "+01:00"',
      'store.timeZone: an IANA time zone, such as "Europe/Berlin"',
    ],
    ['currency = "EUR"', 'currency = "EUX"', "store.currency: not a currency in use (ISO 4217)"],
    [
      'currency = "EUR"',
      'currency = "EUR"\ndayStart = "24:00"',
      'store.dayStart: a time of day in quotes, such as "04:00"',
    ],
    [
      'currency = "EUR"',
      'currency = "EUR"\nlocale = "deutsch!"',
      'store.locale: a BCP 47 language tag, such as "en-GB"',
    ],
  ])("refuses %s written as %s", (right, wrong, message) => {
    expect(faultsOf(STORE.replace(right, wrong))).toEqual([expect.stringContaining(message)]);
  });
});
