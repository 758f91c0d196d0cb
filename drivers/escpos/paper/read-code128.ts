/**
 * The data of GS k 73 → stretches of code sets: {A, {B, {C choose a set, {{ is a brace, {1 is function 1, {2 to {4 are functions without
 * text; in set C a byte is a pair of digits. Source: Epson, ESC/POS Command Reference, GS k, Code 128.
 */
import { FNC1, type Stretch } from "../../../src/sdk.ts";

export function readCode128(bytes: Uint8Array): Stretch[] {
  const stretches: { readonly set: Stretch["set"]; text: string }[] = [];
  let current: (typeof stretches)[number] = { set: "B", text: "" };
  stretches.push(current);
  for (const [token] of Buffer.from(bytes).toString("latin1").matchAll(/\{.|./gs)) {
    const set = SETS[token];
    if (set === undefined) current.text += textOf(token, current.set);
    else {
      current = { set, text: "" };
      stretches.push(current);
    }
  }
  return stretches.filter(({ text }) => text !== "");
}

const SETS: Readonly<Record<string, Stretch["set"]>> = { "{A": "A", "{B": "B", "{C": "C" };

/** Nothing for a byte that this set does not hold. */
function textOf(token: string, set: Stretch["set"]): string {
  if (token === "{1") return FNC1;
  if (token.length > 1 && token !== "{{") return "";
  const byte = token.charCodeAt(0);
  if (set === "C") return byte < 100 ? String(byte).padStart(2, "0") : "";
  const holds = set === "A" ? byte < 0x60 : byte >= 0x20 && byte < 0x80;
  return holds ? token.charAt(0) : "";
}
