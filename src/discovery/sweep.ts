/** Knocks at the print port of every neighbour. Only when somebody asked for it: to others it looks like an attack, and some clones beep. */
import { probePrinter } from "../transports/probe.ts";
import { createTcpTransport } from "../transports/tcp.ts";
import { type Sighting, sighting } from "./sighting.ts";

/** At a time: gentle on a shop's router, and 254 addresses still take about ten seconds. */
const AT_ONCE = 16;

export interface Sweep {
  readonly hosts: readonly string[];
  readonly port: number;
  /** For the line and for the answer, each. */
  readonly waitMs: number;
}

export async function sweepForPrinters(
  { hosts, port, waitMs }: Sweep,
  signal: AbortSignal,
): Promise<readonly Sighting[]> {
  const waiting = [...hosts];
  const found: Sighting[] = [];
  const knock = async (): Promise<void> => {
    for (let host = waiting.shift(); host !== undefined && !signal.aborted; host = waiting.shift()) {
      const transport = createTcpTransport({ host, port });
      const answer = await probePrinter(transport, waitMs, signal);
      if (answer === "absent") continue;
      found.push(sighting("sweep", { host, at: transport.address, answers: answer === "answered" }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, knock));
  return found;
}
