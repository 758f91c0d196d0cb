/** One label printer: ZPL on top of the conversation that all printers have in common. */
import { createConversation, type DriverContext, type PrinterDriver } from "../../src/sdk.ts";
import type { LabelConfig } from "./config.ts";
import { stockOf } from "./stock.ts";
import { tongue } from "./talk/tongue.ts";
import { createEncoder } from "./zpl/encode.ts";
import { countLabels, interpret } from "./zpl/interpret.ts";

const NOTHING = new Uint8Array();

export function createLabelDriver(context: DriverContext<LabelConfig>): PrinterDriver {
  const { config, transport } = context;
  const stock = stockOf(config);
  const encode = createEncoder(stock);
  const talk = createConversation({
    ...{ ...context, transport, timeouts: config.timeouts, proves: config.proof === "odometer" },
    tongue,
  });
  return {
    kind: "printer",
    columns: Math.floor(stock.widthDots / stock.fonts.A.cellDots),
    widthDots: stock.widthDots,
    run: (signal) => talk.run(signal),
    readiness: () => talk.readiness(),
    encode,
    interpret: (bytes) => interpret(bytes, stock),
    print(document, signal) {
      const { bytes } = encode(document);
      return talk.print({ body: bytes, tail: NOTHING, labels: countLabels(bytes) }, signal);
    },
    [Symbol.asyncDispose]: () => talk[Symbol.asyncDispose](),
  };
}
