/** Requests against their schemas: every fault at once, at its place, in words for the till's programmer. */
import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { type Fault, invalidInput } from "../core/faults.ts";

type Issue = z.core.$ZodIssue;

/** "lines[0].discounts[1].amount" */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");

export function faultsOf(issues: readonly Issue[], root: string): readonly Fault[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: "unknown field" }));
    }
    return [{ path: pathText(issue.path) || root, message: issue.message }];
  });
}

/** Fastify's validator: the parsed value, or one invalid_input that names every fault. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const root = httpPart ?? "request";
  return (data: unknown) => {
    // Fastify says null of a body that did not come; to our schemas it is absent.
    const parsed = schema.safeParse(httpPart === "body" ? (data ?? undefined) : data);
    if (parsed.success) return { value: parsed.data };
    return { error: invalidInput(faultsOf(parsed.error.issues, root)) };
  };
};

/** What we answer is ours: it is described by schemas, checked by tests, and written once. */
export const serializerCompiler = () => (data: unknown) => JSON.stringify(data);
