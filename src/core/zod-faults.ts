/** What a schema found wrong, as faults of the API: each at its place, in words for the till's programmer. */
import type { z } from "zod";
import type { Fault } from "./faults.ts";

/** "lines[0].discounts[1].amount" */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");

/** `root` names what was looked at; `isPrefix`: every path begins with it, else only a fault of the whole is told there. */
export function schemaFaults(
  issues: readonly z.core.$ZodIssue[],
  { root, isPrefix }: { readonly root: string; readonly isPrefix: boolean },
): readonly Fault[] {
  const at = (path: readonly PropertyKey[]): string => pathText(isPrefix ? [root, ...path] : path) || root;
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: at([...issue.path, key]), message: "unknown field" }));
    }
    return [{ path: at(issue.path), message: issue.message }];
  });
}
