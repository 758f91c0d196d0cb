/** Where the gateway wants to know who looks on: a token is pasted once, the browser keeps a cookie instead of it. */
import { useState } from "preact/hooks";
import { type Access, messageOf, Refusal, signIn } from "../live/api.ts";
import { openShop } from "../live/shop.ts";
import { Icon } from "../parts/icons.tsx";
import { Logo } from "./header.tsx";

const FORBIDDEN = "This token may not look at the whole shop. It needs the right operator or admin.";

function refusalText(error: unknown): string {
  if (error instanceof Refusal && error.status === 401)
    return "This token is unknown here, or it was revoked.";
  return messageOf(error);
}

export function SignIn({ allowed }: { readonly allowed: Access }) {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string | null>(allowed === "forbidden" ? FORBIDDEN : null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(token.trim());
      await openShop();
    } catch (error) {
      setProblem(refusalText(error));
    }
    setBusy(false);
  };

  return (
    <main class="sign-in">
      <form class="card" onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>Sign in to Tillgate</h1>
        <p class="muted">
          Paste an access token. It is made on the gateway:{" "}
          <code>tillgate token create --scope operator</code>
        </p>
        <label class="field">
          Access token
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            value={token}
            aria-describedby="sign-in-problem"
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <p id="sign-in-problem" class="problem" role="alert">
          {problem === null ? null : (
            <>
              <Icon name="alert" />
              {problem}
            </>
          )}
        </p>
        <button type="submit" class="button primary wide" disabled={isBusy}>
          {isBusy ? "Signing in" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
