import { GatewayError } from "./errors.ts";

/** One thing wrong with a request; `path` as in "lines[0].discounts[1].amount". */
export interface Fault {
  readonly path: string;
  readonly message: string;
  /** Where in a text of several lines; from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** All faults of a request at once: the till's programmer should not have to find them one by one. */
export function invalidInput(faults: readonly Fault[]): GatewayError {
  const message = faults.map((fault) => `${fault.path}: ${fault.message}`).join("; ");
  return new GatewayError("invalid_input", message, { facts: { errors: faults } });
}

/** For a rule over several fields (`.refine`): looked at also where one of them is wrong, and told beside that fault. */
export const BESIDE_FAULTS = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === "object" && value !== null,
};

/** @throws invalid_input, when there is any fault */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw invalidInput(faults);
}

/** A fault for each key that stood earlier in the list. */
export function duplicates(keys: readonly string[], path: (index: number) => string): readonly Fault[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => {
    if (seen.has(key)) return [{ path: path(index), message: `"${key}" stands here twice` }];
    seen.add(key);
    return [];
  });
}
