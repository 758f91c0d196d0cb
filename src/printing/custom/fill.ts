/**
 * A template and a view → markup. The placeholders are Mustache's; what they mean is small: a text, a list, or nothing. There is
 * no way to call anything, and every loop is counted.
 */
import mustache from "mustache";
import type { z } from "zod";
import { escapeMarkup } from "./escape.ts";

/** A fault of the template, where it stands: line and column count from 1. */
export interface TemplateFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A long receipt template has 3,000 characters. */
export const MAX_TEMPLATE = 32_000;
const MAX_DEPTH = 8;
/** As the markup takes it. */
const MAX_FILLED = 100_000;
/** Tags and texts that are gone through: 1,000 lines of an order, each with ten of them, are 10,000. */
const MAX_STEPS = 100_000;

/** `children` where it is a section. */
interface Token {
  readonly type: string;
  readonly name: string;
  readonly at: number;
  readonly children: readonly Token[];
}

export interface Template {
  readonly text: string;
  readonly tokens: readonly Token[];
}

export type Parsed =
  | { readonly type: "template"; readonly template: Template }
  | { readonly type: "faults"; readonly faults: readonly TemplateFault[] };

/** `shape`: what the view of this kind of paper holds. */
export function parseTemplate(text: string, shape: z.ZodType): Parsed {
  if (text.length > MAX_TEMPLATE) {
    return faults([{ line: 1, column: 1, message: `at most ${MAX_TEMPLATE} characters` }]);
  }
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return faults([tokens as TemplateFault]);
  const found = check(tokens, { text, scopes: [shape], depth: 1 });
  return found.length > 0 ? faults(found) : { type: "template", template: { text, tokens } };
}

const faults = (found: readonly TemplateFault[]): Parsed => ({ type: "faults", faults: found });

export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function tokensOf(text: string): readonly Token[] | TemplateFault {
  const writer = new mustache.Writer();
  // It would keep every text that anybody ever tried.
  Object.assign(writer, { templateCache: undefined });
  try {
    return (writer.parse(text) as readonly RawToken[]).map(toToken);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const at = Number(/ at (\d+)$/.exec(words)?.[1] ?? 0);
    return { ...placeOf(text, at), message: words.replace(/ at \d+$/, "").toLowerCase() };
  }
}

type RawToken = readonly [type: string, name: string, at: number, end: number, children?: unknown];
const toToken = ([type, name, at, , children]: RawToken): Token => ({
  type,
  name,
  at,
  children: Array.isArray(children) ? (children as readonly RawToken[]).map(toToken) : [],
});

interface CheckAt {
  readonly text: string;
  /** What names are looked up in, the innermost last. */
  readonly scopes: readonly z.ZodType[];
  readonly depth: number;
}

function check(tokens: readonly Token[], at: CheckAt): readonly TemplateFault[] {
  return tokens.flatMap((token) => {
    const message = faultOf(token, at);
    if (message !== undefined) return [{ ...placeOf(at.text, token.at), message }];
    const inner = token.type === "#" ? innerOf(shapeAt(token.name, at.scopes)) : undefined;
    const scopes = inner === undefined ? at.scopes : [...at.scopes, inner];
    return check(token.children, { ...at, scopes, depth: at.depth + 1 });
  });
}

function faultOf({ type, name }: Token, { scopes, depth }: CheckAt): string | undefined {
  if (type === "text" || type === "!") return undefined;
  if (type === "&") return `write {{${name}}}: what a field holds is always printed as it is`;
  if (type !== "name" && type !== "#" && type !== "^") return `{{${type}${name}}} is not used here`;
  if (depth > MAX_DEPTH) return `at most ${MAX_DEPTH} sections inside each other`;
  const shape = shapeAt(name, scopes);
  if (shape === undefined) return `there is no field ${name} here`;
  const isText = textTypes.has(shape.def.type);
  if (type === "name" && !isText) return `${name} is no text: open it with {{#${name}}}`;
  return undefined;
}
const textTypes: ReadonlySet<string> = new Set(["string"]);

/** As a name of a template finds its way: in the innermost scope that knows its first part. */
function shapeAt(name: string, scopes: readonly z.ZodType[]): z.ZodType | undefined {
  if (name === ".") return scopes.at(-1);
  const [first = "", ...rest] = name.split(".");
  const scope = scopes.findLast((one) => memberOf(one, first) !== undefined);
  return [first, ...rest].reduce<z.ZodType | undefined>(
    (shape, part) => shape && memberOf(shape, part),
    scope,
  );
}

function memberOf(shape: z.ZodType, name: string): z.ZodType | undefined {
  const members = membersOf(shape);
  return members !== undefined && Object.hasOwn(members, name) ? withoutNull(members[name]) : undefined;
}

/** What a section's inside sees: the entry of a list, the object itself. */
function innerOf(shape: z.ZodType | undefined): z.ZodType | undefined {
  return shape && isType(shape, "array")
    ? (shape as unknown as { readonly element: z.ZodType }).element
    : shape;
}

const isType = (shape: z.ZodType, type: string): boolean => shape.def.type === type;

export function membersOf(shape: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const isObject = isType(shape, "object");
  return isObject ? (shape as unknown as { readonly shape: Record<string, z.ZodType> }).shape : undefined;
}

export function withoutNull(shape: z.ZodType | undefined): z.ZodType | undefined {
  return shape && isType(shape, "nullable") ? (shape as unknown as { unwrap(): z.ZodType }).unwrap() : shape;
}

/** Text of the filled template, and where in the template it comes from. */
interface Piece {
  readonly text: string;
  readonly at: number;
}
export type Filled =
  | {
      readonly type: "filled";
      readonly markup: string;
      readonly placeOfLine: (line: number) => TemplatePlace;
    }
  | { readonly type: "too_long" };
export type TemplatePlace = Pick<TemplateFault, "line" | "column">;

/** `view`: as its shape says, so that every name of the checked template is there. */
export function fillTemplate({ text, tokens }: Template, view: object): Filled {
  const pieces: Piece[] = [];
  const left = { steps: MAX_STEPS, characters: MAX_FILLED };
  if (!write(tokens, [view], { pieces, left })) return { type: "too_long" };
  const markup = pieces.map((piece) => piece.text).join("");
  return { type: "filled", markup, placeOfLine: (line) => placeOf(text, sourceOf(pieces, line)) };
}

interface Output {
  readonly pieces: Piece[];
  readonly left: { steps: number; characters: number };
}

/** False: it would be longer than any paper. */
function write(tokens: readonly Token[], scopes: readonly unknown[], out: Output): boolean {
  // Also where there is nothing to write: lists in lists take their time all the same.
  out.left.steps -= 1 + tokens.length;
  if (out.left.steps < 0) return false;
  return tokens.every((token) => {
    if (token.type === "text") return put(token.name, token.at, out);
    if (token.type === "name")
      return put(escapeMarkup(String(valueAt(token.name, scopes) ?? "")), token.at, out);
    const entries = entriesOf(valueAt(token.name, scopes));
    if (token.type === "^") return entries.length > 0 || write(token.children, scopes, out);
    if (token.type !== "#") return true;
    return entries.every((entry) => write(token.children, [...scopes, entry], out));
  });
}

function put(text: string, at: number, { pieces, left }: Output): boolean {
  left.characters -= text.length;
  if (left.characters < 0) return false;
  pieces.push({ text, at });
  return true;
}

/** What a section is written for: once for each entry, once for what is there, never for nothing. */
function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === undefined || value === false || value === "" ? [] : [value];
}

function valueAt(name: string, scopes: readonly unknown[]): unknown {
  if (name === ".") return scopes.at(-1);
  const [first = "", ...rest] = name.split(".");
  const scope = scopes.findLast((one) => isRecord(one) && Object.hasOwn(one, first));
  return [first, ...rest].reduce<unknown>(
    (value, part) => (isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    scope,
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Where the n-th line of what was filled comes from. */
function sourceOf(pieces: readonly Piece[], line: number): number {
  let lines = 1;
  for (const { text, at } of pieces) {
    const breaks = text.split("\n").length - 1;
    if (lines + breaks >= line) return at + startOfLine(text, line - lines);
    lines += breaks;
  }
  return pieces.at(-1)?.at ?? 0;
}

function startOfLine(text: string, skipped: number): number {
  let at = 0;
  for (let i = 0; i < skipped; i++) at = text.indexOf("\n", at) + 1;
  return at;
}
