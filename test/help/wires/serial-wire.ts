/** A serial line without hardware: socat holds the other side of a pty and carries its bytes to a socket in the test's hand. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createTransport } from "../../../src/transports/open.ts";
import type { FarEnd, Wire } from "../../contract/transport-suite.ts";
import { silentLog } from "../silent-log.ts";
import { listenForLines } from "./tcp-wire.ts";

export const serialWire: Wire = {
  name: "serial (a pty)",
  hasEnd: false,
  moreThanItHoldsBytes: 16 * 1_024 * 1_024,
  async lay() {
    const cable = await plugIn();
    return {
      transport: createTransport(`serial://${cable.path}?baud=115200`, silentLog),
      accept: async () => cable.far,
      close: () => cable.close(),
    };
  },
};

export interface Cable {
  /** As a by-id link: it is there while the cable is plugged in. */
  readonly path: string;
  readonly far: FarEnd;
  /** Resolves when the cable is out: the system knows it then. */
  readonly out: Promise<void>;
  close(): Promise<void>;
}

let laid = 0;

/** `path`: where it was plugged in before. */
export async function plugIn(path?: string): Promise<Cable> {
  laid += 1;
  const link = path ?? join(tmpdir(), `usb-printer-${process.pid}-${laid}`);
  const lines = await listenForLines("127.0.0.1");
  const socat = spawn("socat", [`PTY,link=${link},rawer`, `TCP:127.0.0.1:${lines.port}`], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const exited = new Promise<void>((resolve) => socat.once("exit", () => resolve()));
  socat.once("error", (error) => {
    throw new Error("these tests need socat: apt-get install socat", { cause: error });
  });
  const far = await lines.accept();
  while (!existsSync(link)) await sleep(2);
  return {
    path: link,
    out: exited,
    far: { ...far, break: () => void socat.kill("SIGKILL") },
    async close() {
      stop(socat);
      await exited;
      await rm(link, { force: true });
      await lines.close();
    },
  };
}

const stop = (program: ChildProcess): void => void program.kill("SIGKILL");
