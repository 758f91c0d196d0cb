/** Bytes for one of these printers → commands and text. Lengths of what this driver sends, and of what is usual beside it. */
import type { MakeId } from "../makes.ts";

export type Token =
  | { readonly type: "text"; readonly bytes: Uint8Array }
  /** `name`: "0x0a", "ESC E", "GS v". */
  | { readonly type: "command"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: "unknown"; readonly bytes: Uint8Array };

type Length = number | ((view: Uint8Array) => number);

const word = (view: Uint8Array, at: number): number => (view[at] ?? 0) | ((view[at + 1] ?? 0) << 8);
const NONE = Number.POSITIVE_INFINITY;
/** Known only when so many bytes are there. */
const after =
  (header: number, length: (view: Uint8Array) => number): Length =>
  (view) =>
    view.length < header ? NONE : length(view);

const letters = (chars: string, length: number): Record<string, Length> =>
  Object.fromEntries(Array.from(chars, (char) => [char, length]));

const ESC: Readonly<Record<string, Length>> = { ...letters("@2", 2), ...letters("!-atRd3M", 3), p: 5 };
const LIKE_EPSON: Readonly<Record<string, Length>> = {
  ...ESC,
  ...letters("im", 2),
  ...letters("EGJ", 3),
  B: 4,
};
const ESC_OF: Readonly<Record<MakeId, Readonly<Record<string, Length>>>> = {
  tanca: LIKE_EPSON,
  custom: LIKE_EPSON,
  daruma: { ...ESC, ...letters("EFm\x0f", 2), ...letters("wjG", 3), "\x0e": 3 },
  brother: { ...ESC, ...letters("EF", 2), ...letters("Wkq", 3), X: 5, i: 4 },
};
const GS: Readonly<Record<string, Length>> = {
  ...letters("!BHfhwarI", 3),
  V: after(3, (view) => ((view[2] ?? 0) >= 65 ? 4 : 3)),
  v: after(8, (view) => 8 + word(view, 4) * word(view, 6)),
  "(": after(5, (view) => 5 + word(view, 3)),
  k: after(4, (view) => {
    if ((view[2] ?? 0) > 6) return 4 + (view[3] ?? 0);
    const end = view.indexOf(0, 3);
    return end < 0 ? NONE : end + 1;
  }),
};

/** The first token; undefined while it is not complete. */
export function firstToken(view: Uint8Array, make: MakeId): Token | undefined {
  const [first, second] = view;
  if (first === undefined) return undefined;
  if (first >= 0x20) {
    const end = view.findIndex((byte) => byte < 0x20);
    return { type: "text", bytes: view.slice(0, end < 0 ? view.length : end) };
  }
  if (first !== 0x1b && first !== 0x1d)
    return { type: "command", name: `0x${first.toString(16).padStart(2, "0")}`, bytes: view.slice(0, 1) };
  if (second === undefined) return undefined;
  const char = String.fromCharCode(second);
  const rule = (first === 0x1b ? ESC_OF[make] : GS)[char];
  if (rule === undefined) return { type: "unknown", bytes: view.slice(0, 2) };
  const length = typeof rule === "number" ? rule : rule(view);
  if (length > view.length) return undefined;
  return { type: "command", name: `${first === 0x1b ? "ESC" : "GS"} ${char}`, bytes: view.slice(0, length) };
}
