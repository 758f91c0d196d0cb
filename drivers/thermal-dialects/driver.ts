/**
 * One printer that says nothing back: the conversation that all printers have in common, without questions. Its jobs prove at most that
 * it took all bytes.
 */
import { createConversation, type DriverContext, type PrinterDriver, type Tongue } from "../../src/sdk.ts";
import { drawerPulse } from "./bytes/codec.ts";
import { createEncoder } from "./bytes/encode.ts";
import { interpret } from "./bytes/interpret.ts";
import type { ThermalConfig } from "./config.ts";
import { FONTS, makeOf } from "./makes.ts";

const NOTHING = new Uint8Array();
/** Longest command that a torn job can leave open: a band of a raster. */
const MOST_OPEN_BYTES = 32_768;

const MUTE: Tongue = {
  createEar: () => ({ push: () => [] }),
  ...{ question: NOTHING, statusBack: NOTHING, pulseNow: undefined },
  fence: () => ({ bytes: NOTHING, isReached: () => false }),
  recover: (tornBytes) => new Uint8Array(Math.min(MOST_OPEN_BYTES, tornBytes)),
};

export function createThermalDriver(context: DriverContext<ThermalConfig>): PrinterDriver {
  const { config, transport } = context;
  const make = makeOf(config.make);
  const encode = createEncoder(make, config.columns);
  const talk = createConversation({
    ...{ ...context, transport, timeouts: config.timeouts, proves: false, tongue: MUTE },
  });
  const drawer: Pick<PrinterDriver, "kickDrawer"> = {
    kickDrawer: (pin, pulseMs, signal) =>
      talk.kickDrawer({ pin, pulseMs, bytes: Uint8Array.from(drawerPulse(pin, pulseMs)) }, signal),
  };
  return {
    kind: "printer",
    columns: config.columns,
    widthDots: config.columns * FONTS.A.cellDots,
    run: (signal) => talk.run(signal),
    readiness: () => talk.readiness(),
    encode,
    interpret: (bytes) => interpret(bytes, make, config.columns),
    print: (document, signal) =>
      talk.print({ body: encode(document).bytes, tail: NOTHING, labels: 1 }, signal),
    ...(make.isLikeEpson ? drawer : {}),
    [Symbol.asyncDispose]: () => talk[Symbol.asyncDispose](),
  };
}
