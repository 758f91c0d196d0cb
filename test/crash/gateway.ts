/** One gateway through all its lives: started, killed by the trap, started again. */
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { type Launched, launch, type Program } from "../help/shop/processes.ts";
import type { Kill, Trap } from "./trap.ts";

export interface Gateway extends AsyncDisposable {
  /** Begins a life; with a kill, the trap is set before its first breath. Resolves when it takes orders, or is dead. */
  start(kill: Kill | null): Promise<void>;
  /** Sets the trap in this life. */
  threaten(kill: Kill): void;
  /** SIGKILL, now. */
  kill(): void;
  /** SIGTERM; the exit code, null: by a signal. */
  stop(): Promise<number | null>;
  isAlive(): boolean;
  /** Of this life; 0: there is none. */
  pid(): number;
  /** Resolves when this life is over. */
  gone(): Promise<void>;
  /** Resolves when it takes orders, in this life or a later one. */
  up(): Promise<void>;
  /** Ends that nobody caused, and goodbyes that were none. */
  badEnds(): readonly string[];
}

export interface GatewayOptions {
  readonly base: string;
  readonly trap: Trap;
  readonly program: Program;
}

const LOOK_EVERY_MS = 40;
/** Long for a busy machine. */
const START_MS = 45_000;

interface Life {
  readonly process: Launched;
  isOver: boolean;
  /** We sent a signal: its end is no surprise. */
  isSentenced: boolean;
}

export function createGateway({ base, trap, program }: GatewayOptions): Gateway {
  let life: Life | null = null;
  const door = createDoor();
  const badEnds: string[] = [];

  const signal = (name: "SIGKILL" | "SIGTERM"): void => {
    if (life === null || life.isOver) return;
    life.isSentenced = true;
    life.process.signal(name);
  };
  const kill = (): void => signal("SIGKILL");

  const threaten = (planned: Kill): void => {
    trap.arm(planned, { kill, terminate: () => signal("SIGTERM") });
  };

  const begin = (): Life => {
    const begun: Life = { process: launch(program), isOver: false, isSentenced: false };
    void begun.process.exited.then((code) => {
      begun.isOver = true;
      door.shut();
      // null: by our SIGKILL. Whoever is asked to go, or begins to go before it is killed, goes clean.
      if (!begun.isSentenced || (code !== null && code !== 0)) badEnds.push(`the gateway ended with ${code}`);
    });
    return begun;
  };

  return {
    async start(planned) {
      if (planned) threaten(planned);
      else trap.disarm();
      const current = begin();
      life = current;
      trap.allow("spawned", 1);
      const deadline = performance.now() + START_MS;
      while (!current.isOver && !(await isReady(base))) {
        if (performance.now() > deadline) throw new Error(`not ready after ${START_MS} ms`);
        await sleep(LOOK_EVERY_MS);
      }
      if (current.isOver) return;
      listen(base, trap);
      door.open();
      trap.allow("ready", 1);
    },
    threaten(planned) {
      threaten(planned);
      trap.allow("ready", 1);
    },
    kill,
    async stop() {
      signal("SIGTERM");
      return (await life?.process.exited) ?? null;
    },
    isAlive: () => life !== null && !life.isOver,
    pid: () => life?.process.pid ?? 0,
    async gone() {
      await life?.process.exited;
    },
    up: door.passed,
    badEnds: () => badEnds,
    async [Symbol.asyncDispose]() {
      kill();
      await life?.process.exited;
    },
  };
}

/** Who comes while it is shut waits until it opens. */
function createDoor() {
  let isOpen = false;
  let waiting: (() => void)[] = [];
  return {
    open(): void {
      isOpen = true;
      for (const goOn of waiting) goOn();
      waiting = [];
    },
    shut(): void {
      isOpen = false;
    },
    passed: (): Promise<void> =>
      new Promise((resolve) => {
        if (isOpen) resolve();
        else waiting.push(resolve);
      }),
  };
}

async function isReady(base: string): Promise<boolean> {
  try {
    return (await fetch(`${base}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** As a dashboard would: what is told is a step. */
function listen(base: string, trap: Trap): void {
  const socket = new WebSocket(`${base.replace("http", "ws")}/v1/events`);
  socket.on("message", () => void trap.allow("event", 1));
  // It dies with the gateway.
  socket.on("error", () => undefined);
}
