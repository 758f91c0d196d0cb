/** Which letters a label printer sets right by itself: one after the other from left to right, each in its cell. All others are drawn. */
import type { Alphabet } from "../../src/sdk.ts";

/** Latin, Greek and Cyrillic letters and common signs: the printer's font 0. */
const FONT_0 = /[\x20-\x7e\u00a1-\u02ff\u0370-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2122]/;
/** What the shop put on the printer is believed to hold every letter but these: emoji, and scripts that turn, join or stack. */
const OWN_FONT = /[\p{L}\p{N}\p{P}\p{S} ]/u;
const SET_OTHERWISE =
  /[\p{Emoji_Presentation}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u0900-\u10ff\u1200-\u1aff\ua800-\uabff]/u;
/** Marks and what is not seen. */
const NO_LETTER = /[\p{M}\p{C}]/u;

/** `font`: the shop's own; undefined: font 0. */
export function lettersOf(font: string | undefined): Alphabet {
  const masks = new Int32Array(0x10000);
  for (let unit = 0x20; unit < masks.length; unit++) {
    const letter = String.fromCharCode(unit);
    const isIn =
      font === undefined ? FONT_0.test(letter) : OWN_FONT.test(letter) && !SET_OTHERWISE.test(letter);
    if (isIn && !NO_LETTER.test(letter)) masks[unit] = 1;
  }
  return { tables: [], masks };
}
