/** One Star printer: its languages on top of the conversation that all printers have in common. */
import { createConversation, type DriverContext, type PrinterDriver } from "../../src/sdk.ts";
import { drawerPulse } from "./bytes/codec.ts";
import { encodeDocument } from "./bytes/encode.ts";
import type { StarConfig } from "./config.ts";
import { interpret } from "./paper/interpret.ts";
import { profileFor } from "./profiles.ts";
import { tongueFor } from "./talk/tongue.ts";

export function createStarDriver(context: DriverContext<StarConfig>): PrinterDriver {
  const { config, transport } = context;
  const profile = profileFor(config.profile, config.dialect);
  const talk = createConversation({
    ...{ ...context, transport, timeouts: config.timeouts, proves: config.proof === "etb" },
    tongue: tongueFor(profile.dialect),
  });
  return {
    kind: "printer",
    columns: profile.fonts.A.columns,
    widthDots: profile.widthDots,
    run: (signal) => talk.run(signal),
    readiness: () => talk.readiness(),
    encode: (document) => encodeDocument(document, profile),
    interpret: (bytes) => interpret(bytes, profile),
    print(document, signal) {
      const { bytes, tailBytes } = encodeDocument(document, profile);
      const cut = bytes.length - tailBytes;
      return talk.print({ body: bytes.subarray(0, cut), tail: bytes.subarray(cut), labels: 1 }, signal);
    },
    kickDrawer: (pin, pulseMs, signal) =>
      talk.kickDrawer({ pin, pulseMs, bytes: Uint8Array.from(drawerPulse(pin, pulseMs)) }, signal),
    [Symbol.asyncDispose]: () => talk[Symbol.asyncDispose](),
  };
}
