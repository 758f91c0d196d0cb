/** What a mute printer does with bytes: letters gather in a line, LF prints it, a cut ends the paper. */
import iconv from "iconv-lite";
import type { Bench, Brain } from "../../../test/help/printer-sim/bench.ts";
import { firstToken, type Token } from "../bytes/tokens.ts";
import type { MakeId } from "../makes.ts";

const TABLES: Readonly<Record<number, string>> = {
  ...{ 0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865" },
  ...{ 16: "win1252", 17: "cp866", 18: "cp852", 19: "cp858" },
};
const BROTHER_TABLES: Readonly<Record<number, string>> = { 0: "cp437", 1: "win1250", 2: "win1252" };

interface Mind {
  readonly bench: Bench;
  readonly make: MakeId;
  text: string;
  table: string;
}

export function createMuteBrain(bench: Bench, make: MakeId): Brain {
  const mind: Mind = { bench, make, text: "", table: "cp437" };
  return {
    cut(bytes) {
      const token = firstToken(bytes, make);
      return token && { length: token.bytes.length, isRealtime: false, run: () => obey(mind, token) };
    },
    ...{ arrived() {}, conditionChanged() {}, lineEnded() {} },
    forget: () => Object.assign(mind, { text: "", table: "cp437" }),
  };
}

async function obey(mind: Mind, token: Token): Promise<void> {
  if (token.type === "text") mind.text += iconv.decode(Buffer.from(token.bytes), mind.table);
  if (token.type === "command") await COMMANDS[token.name]?.(mind, token.bytes);
}

function printLine(mind: Mind): Promise<boolean> {
  const line = mind.text;
  mind.text = "";
  return mind.bench.printLine(line);
}

const COMMANDS: Readonly<Record<string, (mind: Mind, bytes: Uint8Array) => unknown>> = {
  "ESC @": (mind) => Object.assign(mind, { text: "", table: "cp437" }),
  "ESC t"(mind, [, , n = 0]) {
    mind.table = (mind.make === "brother" ? BROTHER_TABLES : TABLES)[n] ?? "cp437";
  },
  "0x0a": printLine,
  "0x0c": (mind) => (mind.text === "" ? undefined : printLine(mind)),
  "GS v": ({ bench }) => bench.printLine("[image]"),
  "GS (": ({ bench }, bytes) => (bytes[6] === 81 ? bench.printLine("[code]") : undefined),
  "GS k": ({ bench }) => bench.printLine("[barcode]"),
  "ESC p": ({ bench }, [, , pin = 0, time = 0]) =>
    bench.kick({ pin: pin & 1 ? 5 : 2, ms: time * 2, realtime: false }),
  "GS V": ({ bench }, [, , n = 0]) => bench.cut(n % 2 === 1 ? "partial" : "full"),
  "ESC m": ({ bench }) => bench.cut("full"),
  "ESC i": ({ bench, make }, [, , n]) => (make !== "brother" || n === 0x43 ? bench.cut("full") : undefined),
};
