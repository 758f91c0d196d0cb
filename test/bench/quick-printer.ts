/** A printer that takes no time: it answers every question at once, and says when a job's first byte came. */
import { createServer, type Socket } from "node:net";
import { watchRealtime } from "../../drivers/escpos/sim/realtime.ts";

export interface QuickPrinter extends AsyncDisposable {
  readonly port: number;
  /** Resolves with the moment of the next byte that is of a job. */
  firstByte(): Promise<number>;
}

const ESC = 0x1b;
/** DLE EOT: no fault, whichever question. */
const FINE = 0x12;
const DLE_EOT = 0x04;
const GS_R = [0x1d, 0x72, 0x01];

export async function openQuickPrinter(): Promise<QuickPrinter> {
  let waiting: ((at: number) => void) | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on("error", () => socket.destroy());
    const answersTo = createAnswers();
    socket.on("data", (chunk) => {
      // A job begins with ESC @; questions hold no ESC.
      if (waiting !== undefined && chunk.includes(ESC)) {
        waiting(performance.now());
        waiting = undefined;
      }
      const said = answersTo(chunk);
      if (said.length > 0) socket.write(Buffer.from(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    firstByte: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createAnswers(): (chunk: Uint8Array) => readonly number[] {
  let tail: readonly number[] = [];
  return (chunk) =>
    Array.from(chunk).flatMap((byte) => {
      const { tail: now, command, markerId } = watchRealtime(tail, byte);
      tail = now;
      if (markerId !== undefined) return [0x37, 0x22, ...markerId, 0];
      if (command?.[1] === DLE_EOT) return [FINE];
      return GS_R.every((expected, i) => now.at(i - GS_R.length) === expected) ? [0] : [];
    });
}
