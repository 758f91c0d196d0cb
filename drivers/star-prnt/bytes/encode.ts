/** Print document → the bytes of one job, in the printer's own dialect. Pure, and the same for the same document. */
import {
  type Abilities,
  createAlphabet,
  createPlanner,
  type Degradation,
  fit,
  holds,
  type Painter,
  type PlanStep,
  type PrintDocument,
  systemPainter,
} from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";
import { BAR_MODULE_DOTS, FINE_ROWS, MOST_QR_MODULE_DOTS, SECOND_DRAWER_MS } from "./codec.ts";
import { createGraphicWriter, LINE_DOTS } from "./encode-graphic.ts";
import { createTextWriter } from "./encode-text.ts";

export interface Encoded {
  readonly bytes: Uint8Array;
  /** The last cut and what follows it. */
  readonly tailBytes: number;
  readonly degraded: readonly Degradation[];
}
type Encode = (document: PrintDocument) => Encoded;

const encoders = new WeakMap<Painter, Map<string, Encode>>();

/** `painter`: draws letters that the printer lacks. */
export function encodeDocument(
  document: PrintDocument,
  profile: Profile,
  painter: Painter = systemPainter,
): Encoded {
  const known = encoders.get(painter) ?? new Map<string, Encode>();
  encoders.set(painter, known);
  const key = `${profile.id} ${profile.dialect}`;
  const encode = known.get(key) ?? createEncoder(profile, painter);
  known.set(key, encode);
  return encode(document);
}

function createEncoder(profile: Profile, painter: Painter): Encode {
  const plan = createPlanner(abilitiesOf(profile), painter);
  const write = profile.dialect === "graphic" ? createGraphicWriter(profile) : createTextWriter(profile);
  return (document) => {
    const { steps, degraded } = plan(document);
    const written = write(steps, tailLength(steps));
    return { ...written, degraded: [...degraded, ...otherPulses(document)] };
  };
}

/** Steps of the tail: from the last cut on, when nothing that prints follows it. */
function tailLength(steps: readonly PlanStep[]): number {
  const last = steps.findLastIndex(({ type }) => type !== "feed" && type !== "drawer");
  return steps[last]?.type === "cut" ? steps.length - last : 0;
}

function otherPulses(document: PrintDocument): Degradation[] {
  return document.flatMap((block, index) =>
    block.type === "drawer" && block.pin === 5 && block.pulseMs !== undefined
      ? [
          {
            block: index,
            type: "substituted",
            detail: `a pulse of ${SECOND_DRAWER_MS} ms on the second drawer`,
          },
        ]
      : [],
  );
}

/** Letters of Star printers grow to six times their size, on impact printers to twice. */
const MOST_TIMES = { prnt: 6, line: 6, graphic: 8, impact: 2 } as const;
/** 4 mm, as lines of letters are. Line mode prints whole bands, and feeds to 4 mm behind the last. */
const LINE_HEIGHTS = { prnt: 32, line: FINE_ROWS, graphic: LINE_DOTS, impact: 32 } as const;

function abilitiesOf({ dialect, widthDots, fonts, codePages, cutter }: Profile): Abilities {
  const alphabet = createAlphabet(codePages);
  const hasCodes = dialect === "prnt" || dialect === "line";
  return {
    ...{ widthDots, fonts, cutter, tearOffLines: 4, drawer: true },
    // Its port drives a drawer or a buzzer, and the manuals warn that what rings a buzzer damages a drawer: README.md.
    buzzer: false,
    lineDots: LINE_HEIGHTS[dialect],
    text: {
      fit: (text, missing) => fit(alphabet, text, missing),
      holds: (text) => holds(alphabet, text),
      isPlain: (text) => holds(alphabet, text),
      rules: {
        single: holds(alphabet, "\u2500") ? "\u2500" : "-",
        double: holds(alphabet, "\u2550") ? "\u2550" : "=",
      },
    },
    mostTimes: MOST_TIMES[dialect],
    pictures: dialect !== "impact",
    qr: (moduleDots) => hasCodes && moduleDots <= MOST_QR_MODULE_DOTS,
    ean13: ({ moduleDots }) => hasCodes && BAR_MODULE_DOTS.includes(moduleDots),
    // One code set in one code: how a printer changes sets inside is not documented.
    code128: (candidates, { moduleDots }) =>
      hasCodes && BAR_MODULE_DOTS.includes(moduleDots)
        ? candidates.find((stretches) => stretches.length === 1)
        : undefined,
  };
}
