/**
 * GS1 element strings as people write them, "(01)04006381333931(10)ABC", for GS1-128. Source: GS1 General Specifications,
 * section 7.8 (element strings with predefined length) and 5.4 (GS1-128).
 */
import { FNC1 } from "./code128.ts";
import { checkDigit } from "./retail.ts";

/** Digits in all, by the first two digits of the identifier: behind these no separator is needed. */
const PREDEFINED: Readonly<Record<string, number>> = {
  ...{ "00": 20, "01": 16, "02": 16, "03": 16, "04": 18 },
  ...{ "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8, "20": 4 },
  ...{ "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16 },
};
/** Numbers that end in a check digit. */
const CHECKED = /^(00|01|02|03)$/;
const MAX_CHARACTERS = 48;

export type Gs1 =
  /** What the bars say: FNC1 at the beginning and between elements of open length. */
  { readonly type: "elements"; readonly text: string } | { readonly type: "fault"; readonly reason: string };

export function readGs1(written: string): Gs1 {
  const elements = Array.from(written.matchAll(/\((\d{2,4})\)([^()]+)/g), ([whole, ai = "", value = ""]) => ({
    ...{ whole, ai, value },
  }));
  if (elements.length === 0 || elements.map(({ whole }) => whole).join("") !== written)
    return fault('it is written as "(01)04006381333931(10)ABC"');
  const wrong = elements.map(faultOf).find((reason) => reason !== undefined);
  if (wrong !== undefined) return fault(wrong);
  const text = elements.map(({ ai, value }, i) => {
    const isOpen = PREDEFINED[ai.slice(0, 2)] === undefined && i < elements.length - 1;
    return ai + value + (isOpen ? FNC1 : "");
  });
  const all = FNC1 + text.join("");
  return all.length > MAX_CHARACTERS + 1
    ? fault(`it has more than ${MAX_CHARACTERS} characters`)
    : { type: "elements", text: all };
}

const fault = (reason: string): Gs1 => ({ type: "fault", reason });

function faultOf({ ai, value }: { readonly ai: string; readonly value: string }): string | undefined {
  const length = PREDEFINED[ai.slice(0, 2)];
  if (length !== undefined && !(/^\d+$/.test(value) && ai.length + value.length === length))
    return `(${ai}) has ${length - ai.length} digits`;
  if (CHECKED.test(ai) && checkDigit(value.slice(0, -1)) !== value.slice(-1))
    return `the check digit of (${ai}) is wrong`;
  return undefined;
}
