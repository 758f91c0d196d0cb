/**
 * A strict reader for request bodies: every fault is reported at once, an unknown field is a fault, a read-
 * only field is a fault. Own code, because the simulator must judge the gateway without any of the gateway's
 * libraries.
 */
import { problem, SquareError, type SquareProblem } from "./errors.ts";

type Report = SquareProblem[];

export interface Shape<T> {
  readonly check: (value: unknown, at: string, report: Report) => void;
  /** Never set: carries T for the compiler. */
  readonly sample?: T;
}
export interface OptionalShape<T> extends Shape<T> {
  readonly optional: true;
}
export type Parsed<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];
type ObjectOf<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Parsed<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Parsed<F[K]>;
};

/** The typed body. @throws SquareError 400 with every fault found. */
export function parse<T>(shape: Shape<T>, body: unknown): T {
  const report: Report = [];
  shape.check(body, "", report);
  if (report.length > 0) throw new SquareError(400, report);
  return body as T;
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { check: shape.check, optional: true };
}

/** `readOnly` names what Square alone may set; anything outside both lists is unknown. */
export function object<F extends Fields>(fields: F, readOnly: readonly string[] = []): Shape<ObjectOf<F>> {
  return {
    check(value, at, report) {
      if (!isRecord(value)) {
        report.push(problem("EXPECTED_OBJECT", "expected an object", at === "" ? null : at));
        return;
      }
      const strange = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
      report.push(...strange.map((name) => strangeField(join(at, name), readOnly.includes(name))));
      checkFields(fields, value, at, report);
    },
  };
}

function checkFields(fields: Fields, value: Record<string, unknown>, at: string, report: Report): void {
  for (const [name, shape] of Object.entries(fields)) {
    const field = join(at, name);
    if (value[name] !== undefined) shape.check(value[name], field, report);
    else if (!("optional" in shape)) {
      report.push(problem("MISSING_REQUIRED_PARAMETER", `missing required parameter ${field}`, field));
    }
  }
}

function strangeField(field: string, isReadOnly: boolean): SquareProblem {
  return isReadOnly
    ? problem("UNEXPECTED_VALUE", `${field} is read-only`, field)
    : problem("UNKNOWN_BODY_PARAMETER", `unknown parameter ${field}`, field);
}

/** Length in characters, or in UTF-8 bytes where Square counts those. */
export function text(maxLength: number, unit: "characters" | "bytes" = "characters"): Shape<string> {
  return {
    check(value, at, report) {
      if (typeof value !== "string") {
        report.push(problem("EXPECTED_STRING", `${at} must be a string`, at));
        return;
      }
      const length = unit === "bytes" ? Buffer.byteLength(value) : [...value].length;
      if (length > maxLength) {
        report.push(problem("VALUE_TOO_LONG", `${at} is longer than ${maxLength} ${unit}`, at));
      }
    },
  };
}

/** Like text, but never empty. */
export function key(maxLength: number, unit: "characters" | "bytes" = "characters"): Shape<string> {
  const inner = text(maxLength, unit);
  return {
    check(value, at, report) {
      if (value === "") report.push(problem("VALUE_EMPTY", `${at} must not be empty`, at));
      else inner.check(value, at, report);
    },
  };
}

export function matching(pattern: RegExp, maxLength: number): Shape<string> {
  const inner = text(maxLength);
  return {
    check(value, at, report) {
      inner.check(value, at, report);
      if (typeof value === "string" && !pattern.test(value)) {
        report.push(problem("VALUE_REGEX_MISMATCH", `${at} has the wrong form`, at));
      }
    },
  };
}

export function oneOf<const V extends string>(values: readonly V[]): Shape<V> {
  return {
    check(value, at, report) {
      if (values.some((known) => known === value)) return;
      const detail = `${at} must be one of ${values.join(", ")}`;
      report.push(problem("INVALID_ENUM_VALUE", detail, at));
    },
  };
}

export function integer(min: number, max: number): Shape<number> {
  return {
    check(value, at, report) {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) {
        report.push(problem("EXPECTED_INTEGER", `${at} must be an integer`, at));
      } else if (value < min) report.push(problem("VALUE_TOO_LOW", `${at} must be at least ${min}`, at));
      else if (value > max) report.push(problem("VALUE_TOO_HIGH", `${at} must be at most ${max}`, at));
    },
  };
}

export const flag: Shape<boolean> = {
  check(value, at, report) {
    if (typeof value !== "boolean") report.push(problem("EXPECTED_BOOLEAN", `${at} must be a boolean`, at));
  },
};

export function list<T>(item: Shape<T>, minLength: number, maxLength: number): Shape<readonly T[]> {
  return {
    check(value, at, report) {
      if (!Array.isArray(value)) {
        report.push(problem("EXPECTED_ARRAY", `${at} must be an array`, at));
        return;
      }
      if (value.length < minLength) report.push(problem("ARRAY_LENGTH_TOO_SHORT", `${at} is too short`, at));
      if (value.length > maxLength) {
        report.push(problem("ARRAY_LENGTH_TOO_LONG", `${at} has more than ${maxLength} entries`, at));
      }
      value.forEach((entry: unknown, index) => {
        item.check(entry, `${at}[${index}]`, report);
      });
    },
  };
}

/** Application metadata: at most 10 entries, keys of 60 [a-zA-Z0-9_-], values of 255. */
export const metadata: Shape<Readonly<Record<string, string>>> = {
  check(value, at, report) {
    if (!isRecord(value)) {
      report.push(problem("EXPECTED_MAP", `${at} must be a map`, at));
      return;
    }
    const entries = Object.entries(value);
    if (entries.length > 10) {
      report.push(problem("TOO_MANY_MAP_ENTRIES", `${at} has more than 10 entries`, at));
    }
    for (const [name, entry] of entries) {
      if (!/^[a-zA-Z0-9_-]{1,60}$/.test(name)) {
        report.push(problem("VALUE_REGEX_MISMATCH", `${at} has the bad key ${name}`, at));
      }
      text(255).check(entry, join(at, name), report);
    }
  },
};

/** RFC 3339 with an offset or Z. */
export const instant: Shape<string> = {
  check(value, at, report) {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
    if (typeof value !== "string" || !form.test(value) || Number.isNaN(Date.parse(value))) {
      report.push(problem("INVALID_TIME", `${at} is not an RFC 3339 time`, at));
    }
  },
};

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Square takes a null like a field that is not there. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([name, entry]) => [name, withoutNulls(entry)]));
}

function join(at: string, name: string): string {
  return at === "" ? name : `${at}.${name}`;
}
