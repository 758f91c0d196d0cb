/** What a person may do with a print. Each button says what will happen; printing again after doubt is explained first. */
import { useState } from "preact/hooks";
import { newKey, wish } from "../live/api.ts";
import type { PrintJob, PrintState } from "../live/api-types.ts";
import { Dialog } from "../parts/dialog.tsx";
import { doAndSay } from "../parts/toast.tsx";

type Action = "retry" | "cancel" | "hold" | "release";

const ALLOWED: { readonly [S in PrintState]: readonly Action[] } = {
  queued: ["hold", "cancel"],
  held: ["release", "cancel"],
  printing: [],
  printed: [],
  unconfirmed: ["retry"],
  failed: ["retry"],
  expired: ["retry"],
  cancelled: ["retry"],
};

const BUTTONS: { readonly [A in Action]: { readonly name: string; readonly done: string } } = {
  retry: { name: "Print again", done: "It is printed again as a new job" },
  cancel: { name: "Cancel", done: "Cancelled: it will not be printed" },
  hold: { name: "Hold", done: "On hold: it waits until somebody releases it" },
  release: { name: "Release", done: "Released: it prints when it is its turn" },
};

export function PrintActions({ job }: { readonly job: PrintJob }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  // Dealt with: a second copy of a copy is asked for at its successor.
  const actions = job.settledBy === null ? ALLOWED[job.state] : [];
  if (actions.length === 0) return null;

  const act = async (action: Action): Promise<void> => {
    setBusy(true);
    await doAndSay(
      () => wish(`/v1/print-jobs/${encodeURIComponent(job.id)}/${action}`, {}, newKey()),
      BUTTONS[action].done,
    );
    setBusy(false);
    setAsking(false);
  };
  const press = (action: Action): void => {
    if (action === "retry" && job.state === "unconfirmed") setAsking(true);
    else void act(action);
  };

  return (
    <div class="actions">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          class="button small"
          disabled={isBusy}
          onClick={() => press(action)}
        >
          {BUTTONS[action].name}
        </button>
      ))}
      {isAsking ? (
        <AskDuplicate isBusy={isBusy} onYes={() => void act("retry")} onClose={() => setAsking(false)} />
      ) : null}
    </div>
  );
}

interface AskProps {
  readonly isBusy: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

function AskDuplicate({ isBusy, onYes, onClose }: AskProps) {
  return (
    <Dialog form="box" title="Print it again?" onClose={onClose}>
      <p>
        The printer did not confirm the first one, so it may already be on paper. Look there first. The second
        one carries a <strong>DUPLICATE</strong> banner, so that nobody takes it for another sale; the drawer
        stays shut.
      </p>
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          Leave it
        </button>
        <button type="button" class="button primary" disabled={isBusy} onClick={onYes}>
          Print with DUPLICATE banner
        </button>
      </div>
    </Dialog>
  );
}
