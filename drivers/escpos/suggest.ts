/** Which profile a found printer most likely is, by the model it names. */
import type { ProfileId } from "./profiles.ts";

const MODELS: readonly (readonly [RegExp, ProfileId])[] = [
  [/\bTM-?T20/i, "epson-tm-t20"],
  [/\bTM-?T88(V|VI|VII)\b/i, "epson-tm-t88"],
  [/\bTM-?m30/i, "epson-tm-m30"],
  [/\bXP-?[A-Z]?80/i, "xprinter-80"],
];

/** Nothing for a model that no profile knows: the driver's default holds then. */
export function suggestProfile({ model }: { readonly model: string | null }): {
  readonly profile?: ProfileId;
} {
  const found = MODELS.find(([pattern]) => pattern.test(model ?? ""));
  return found === undefined ? {} : { profile: found[1] };
}
