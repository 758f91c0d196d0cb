/** The fields of a view as a list, for whoever writes a template: "sale.lines[].amount". */
import type { z } from "zod";
import { membersOf, withoutNull } from "./fill.ts";

export interface Field {
  /** `[]` behind a list: its entries. */
  readonly name: string;
  readonly type: "text" | "list" | "section";
  readonly what: string;
}

export const fieldsOf = (shape: z.ZodType, path = ""): readonly Field[] =>
  Object.entries(membersOf(shape) ?? {}).flatMap(([name, member]) => fieldOf(`${path}${name}`, member));

function fieldOf(name: string, member: z.ZodType): readonly Field[] {
  const shape = withoutNull(member) ?? member;
  const what = member.description ?? "";
  if (shape.def.type === "string") return [{ name, type: "text", what }];
  if (shape.def.type !== "array") return [{ name, type: "section", what }, ...fieldsOf(shape, `${name}.`)];
  const { element } = shape as unknown as { readonly element: z.ZodType };
  return [{ name, type: "list", what }, ...fieldsOf(element, `${name}[].`)];
}
