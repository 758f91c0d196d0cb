/** Which driver could drive what was found, by the fingerprints that the drivers bring: the surest sign decides. */
import type { DriverModule, Fingerprint } from "../core/driver.ts";
import type { FoundDevice } from "./merge.ts";

export interface Suggestion {
  readonly driver: string | null;
  /** As they would stand in the config. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A maker's own protocol is its word: where no driver claims it, no general sign may. */
const SIGNS: readonly Fingerprint["via"][] = ["usb", "sdp", "enpc", "mdns", "port"];

export function suggestDriver(
  found: FoundDevice,
  drivers: ReadonlyMap<string, Pick<DriverModule, "id" | "fingerprints" | "suggest">>,
): Suggestion {
  for (const via of SIGNS) {
    const claims = [...drivers.values()].filter(({ fingerprints = [] }) =>
      fingerprints.some((print) => print.via === via && fits(print, found)),
    );
    const [driver] = claims;
    if (driver) return { driver: driver.id, options: driver.suggest?.(found) ?? {} };
    if (via === "sdp" && found.via.includes(via)) break;
  }
  return { driver: null, options: {} };
}

function fits(print: Fingerprint, found: FoundDevice): boolean {
  switch (print.via) {
    case "usb":
      return (
        found.usb?.vendorId === print.vendorId &&
        (print.productId ?? found.usb.productId) === found.usb.productId
      );
    case "mdns":
      return found.services.includes(print.service);
    case "enpc":
    case "sdp":
      return found.via.includes(print.via);
    case "port":
      return found.at.startsWith("tcp://") && found.at.endsWith(`:${print.port}`) && found.answers === true;
  }
}
