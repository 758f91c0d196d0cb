import { session, signOut } from "../live/api.ts";
import type { Status } from "../live/api-types.ts";
import { useCell } from "../live/cell.ts";
import { type Phase, phase } from "../live/shop.ts";
import { Icon } from "../parts/icons.tsx";
import { bytesText } from "../words/format.ts";
import { CLOCK_TEXT } from "../words/glance.ts";

const PHASES: { readonly [P in Phase]: string } = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
};

export function Header({ status }: { readonly status: Status }) {
  return (
    <header class="top">
      <Logo />
      <div class="top-names">
        <h1>{status.store.name}</h1>
        <p class="muted small">
          Tillgate {status.version} · {bytesText(status.disk.freeBytes)} free
          {status.clock.ok ? null : (
            <span class="warned" title={CLOCK_TEXT}>
              {" "}
              · check the clock
            </span>
          )}
        </p>
      </div>
      <LineState />
      <SignOut />
    </header>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path
        class="logo-paper"
        d="M10.5 10.5h11v14.2l-1.83-1.5-1.83 1.5-1.84-1.5-1.83 1.5-1.83-1.5-1.84 1.5z"
      />
      <path class="logo-print" d="M13.4 14.6h5.2m-5.2 3.6h3.4" />
      <path class="logo-slot" d="M6.8 9.4h18.4" />
    </svg>
  );
}

/** Is what is on the screen true at this moment? */
function LineState() {
  const now = useCell(phase);
  return (
    <p class="line-state" data-phase={now} role="status">
      <i aria-hidden="true" />
      {PHASES[now]}
    </p>
  );
}

function SignOut() {
  const signedIn = useCell(session);
  if (signedIn === null) return null;
  const leave = (): void => {
    void signOut().finally(() => location.reload());
  };
  return (
    <button
      type="button"
      class="icon-button"
      onClick={leave}
      aria-label={`Sign out ${signedIn.name}`}
      title="Sign out"
    >
      <Icon name="leave" />
    </button>
  );
}
