/** What a device that was found says by SNMP v2c, community "public": model, number and network card. RFC 2790, 3805, 2863. */
import type { Session, Varbind } from "net-snmp";
import { lazily } from "../lib/lazily.ts";
import { macIdentity, serialIdentity } from "./identity.ts";
import { type Sighting, sighting, tidyText } from "./sighting.ts";

export const SNMP_PORT = 161;

const OID = {
  name: "1.3.6.1.2.1.1.5.0",
  /** hrDeviceDescr.1: the printer, where hrPrinterStatus.1 exists; on a computer it is the processor. */
  device: "1.3.6.1.2.1.25.3.2.1.3.1",
  printerStatus: "1.3.6.1.2.1.25.3.5.1.1.1",
  /** prtGeneralSerialNumber.1 */
  serial: "1.3.6.1.2.1.43.5.1.1.17.1",
  /** ifPhysAddress: the first card that has one; the loopback has none. */
  card1: "1.3.6.1.2.1.2.2.1.6.1",
  card2: "1.3.6.1.2.1.2.2.1.6.2",
} as const;

const loadSnmp = lazily(async () => (await import("net-snmp")).default);

/** Empty: it speaks no SNMP, as most printers of 9100 do not. */
export async function askBySnmp(host: string, port: number, waitMs: number): Promise<readonly Sighting[]> {
  const snmp = await loadSnmp();
  const options = { port, version: snmp.Version2c, timeout: waitMs, retries: 0 };
  const session = snmp.createSession(host, "public", options);
  try {
    const varbinds = await get(session);
    const values = new Map(
      varbinds.filter((one) => !snmp.isVarbindError(one)).map(({ oid, value }) => [oid, value]),
    );
    return [readValues(host, values)];
  } catch {
    return [];
  } finally {
    session.close();
  }
}

const get = (session: Session): Promise<readonly Varbind[]> =>
  new Promise((resolve, reject) => {
    session.on("error", reject);
    session.get(Object.values(OID), (error, varbinds) => (error ? reject(error) : resolve(varbinds)));
  });

function readValues(host: string, values: ReadonlyMap<string, unknown>): Sighting {
  const text = (oid: string) => tidyText(Buffer.isBuffer(values.get(oid)) ? String(values.get(oid)) : null);
  const isPrinter = values.has(OID.printerStatus);
  const cards = [OID.card1, OID.card2].map((oid) => values.get(oid)).filter(Buffer.isBuffer);
  const identities = [
    ...cards.flatMap((card) => macIdentity(card) ?? []).slice(0, 1),
    ...[serialIdentity(text(OID.serial)) ?? []].flat(),
  ];
  return sighting("snmp", {
    ...{ host, identities, name: text(OID.name) },
    model: isPrinter ? text(OID.device) : null,
  });
}
