/** Questions to everybody on the network, and what comes back within a time. */
import { createSocket, type Socket } from "node:dgram";
import { pause } from "../lib/wait.ts";

/** A flood of answers must not fill the memory. */
const MAX_ANSWERS = 1_000;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}
export interface DatagramAnswer {
  readonly bytes: Uint8Array;
  readonly from: Endpoint;
}
export interface Question {
  readonly bytes: Uint8Array;
  /** Broadcast addresses too. */
  readonly to: Endpoint;
}

/**
 * Sends all questions from one socket and hands back each answer once, until the time is up or the signal fires. A network that cannot be
 * reached has no answers: that is no error.
 */
export async function askByDatagram(
  questions: readonly Question[],
  listenMs: number,
  signal: AbortSignal,
): Promise<readonly DatagramAnswer[]> {
  if (questions.length === 0 || signal.aborted) return [];
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  const answers = new Map<string, DatagramAnswer>();
  socket.on("error", () => undefined);
  socket.on("message", (bytes, { address, port }) => {
    const key = `${address} ${bytes.toString("latin1")}`;
    if (answers.size < MAX_ANSWERS) answers.set(key, { bytes, from: { host: address, port } });
  });
  try {
    await bind(socket);
    socket.setBroadcast(true);
    for (const { bytes, to } of questions) socket.send(bytes, to.port, to.host, () => undefined);
    await pause(listenMs, signal);
  } finally {
    socket.close();
  }
  return [...answers.values()];
}

const bind = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, () => resolve());
  });
