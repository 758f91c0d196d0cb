import { useState } from "preact/hooks";
import { newKey, wish } from "../live/api.ts";
import type { Duty } from "../live/api-types.ts";
import { Dialog } from "../parts/dialog.tsx";
import { doAndSay } from "../parts/toast.tsx";
import { dutyName, mayDiscard, mayRetry } from "../words/duties.ts";

interface DutyActionsProps {
  readonly duty: Duty;
  readonly target: string;
}

export function DutyActions({ duty, target }: DutyActionsProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const path = `/v1/outbox/${encodeURIComponent(duty.id)}`;

  const act = async (action: "retry" | "discard", body: object, done: string): Promise<void> => {
    setBusy(true);
    const isDone = await doAndSay(() => wish(`${path}/${action}`, body, newKey()), done);
    setBusy(false);
    if (isDone) setAsking(false);
  };

  return (
    <div class="actions">
      {mayRetry(duty) ? (
        <button
          type="button"
          class="button small"
          disabled={isBusy}
          onClick={() => void act("retry", {}, retryDone(duty))}
        >
          {retryName(duty)}
        </button>
      ) : null}
      {mayDiscard(duty) ? (
        <button type="button" class="button small quiet" disabled={isBusy} onClick={() => setAsking(true)}>
          Discard
        </button>
      ) : null}
      {isAsking ? (
        <AskReason
          duty={duty}
          target={target}
          isBusy={isBusy}
          onDiscard={(reason) => void act("discard", { reason }, "Discarded, with your reason in the audit")}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

function retryName({ kind, state }: Duty): string {
  if (kind === "print") return state === "in_doubt" ? "Print with DUPLICATE banner" : "Print again";
  return state === "in_doubt" ? "Ask again" : "Try again";
}

const retryDone = ({ kind, state }: Duty): string => {
  if (kind === "print") return "It is printed again as a new job";
  return state === "in_doubt"
    ? "The gateway asks there first, and sends only what never arrived"
    : "It is tried again now";
};

interface AskReasonProps extends DutyActionsProps {
  readonly isBusy: boolean;
  readonly onDiscard: (reason: string) => void;
  readonly onClose: () => void;
}

/** Giving up is for good and is written down: under whose name, and why. */
function AskReason({ duty, target, isBusy, onDiscard, onClose }: AskReasonProps) {
  const [reason, setReason] = useState("");
  const submit = (event: Event): void => {
    event.preventDefault();
    onDiscard(reason.trim());
  };
  return (
    <Dialog form="box" title={`Discard ${dutyName(duty)}?`} onClose={onClose}>
      <form onSubmit={submit}>
        <p>
          {duty.destination === null
            ? `${target} will not do it any more.`
            : `It will never be sent to ${target} by the gateway.`}
        </p>
        <label class="field">
          Reason
          <input
            type="text"
            required
            pattern=".*\S.*"
            maxLength={300}
            value={reason}
            placeholder="entered by hand there"
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" class="button danger" disabled={isBusy}>
            Discard
          </button>
        </div>
      </form>
    </Dialog>
  );
}
