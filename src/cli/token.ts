/** `tillgate token …`: who may call the API. Works on this machine's database; whoever may write that file may make tokens. */
import { type Command, Option } from "commander";
import type { GatewayConfig } from "../config/schema.ts";
import { GatewayError } from "../core/errors.ts";
import type { Parts, TokenDraft, TokenRecord } from "./parts.ts";

const SCOPES = ["till", "kitchen", "operator", "admin", "status"] as const;

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly string[];
  readonly till?: string;
}

export function addTokenCommands(
  program: Command,
  parts: Pick<Parts, "out" | "err" | "openTokens">,
  config: () => Promise<GatewayConfig>,
): void {
  const token = program.command("token").description("who may call the API");

  token
    .command("create")
    .description("make a token; its secret is shown once")
    .requiredOption("--name <name>", 'what it is for: "front till"; shown in the audit')
    .addOption(new Option("--scope <scopes...>", "what it may do").choices(SCOPES).makeOptionMandatory())
    .option("--till <id>", "the till that a `till` token speaks for")
    .action(async (options: CreateOptions) => {
      const draft = draftOf(options);
      await using tokens = await parts.openTokens(await config());
      const { id, secret } = await tokens.create(draft);
      parts.err(`token ${id} for ${draft.name}; keep the secret, it is not shown again`);
      parts.out(secret);
    });

  token
    .command("list")
    .description("all tokens, without their secrets")
    .action(async () => {
      await using tokens = await parts.openTokens(await config());
      const rows = tokens.list();
      parts.out(rows.length === 0 ? "no tokens" : rows.map(row).join("\n"));
    });

  token
    .command("revoke <id>")
    .description("end a token, at once and for good")
    .action(async (id: string) => {
      await using tokens = await parts.openTokens(await config());
      await tokens.revoke(id);
      parts.out(`token ${id} is revoked`);
    });
}

function draftOf({ name, scope, till }: CreateOptions): TokenDraft {
  if (scope.includes("till") && till === undefined) {
    throw new GatewayError("invalid_input", "a till token needs --till: it speaks for one till only");
  }
  return { name, scopes: [...new Set(scope)], till: till ?? null };
}

const row = (token: TokenRecord): string =>
  [
    token.id,
    token.name,
    token.scopes.join("+") + (token.till === null ? "" : ` (${token.till})`),
    token.revokedAt === null ? `since ${token.createdAt}` : `revoked ${token.revokedAt}`,
  ].join("  ");
