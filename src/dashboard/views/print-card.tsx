/** One print: how it ended, what proves it, the picture of the paper, and what a person may do. */
import { useState } from "preact/hooks";
import type { PrintJob } from "../live/api-types.ts";
import { useCell } from "../live/cell.ts";
import { paperPath, printTitle } from "../live/paper.ts";
import { status } from "../live/shop.ts";
import { Chip } from "../parts/parts.tsx";
import { count, timeText } from "../words/format.ts";
import { errorText, printSaid } from "../words/words.ts";
import { PaperDialog } from "./paper-dialog.tsx";
import { PrintActions } from "./print-actions.tsx";

/** What people call the device. */
export function useDeviceName(id: string): string {
  return useCell(status)?.devices.find((device) => device.id === id)?.name ?? id;
}

export function PrintCard({ job, nowMs }: { readonly job: PrintJob; readonly nowMs: number }) {
  const [isShown, setShown] = useState(false);
  const printer = useDeviceName(job.printer);
  return (
    <li class="print-card" data-print={job.id}>
      <button type="button" class="paper-thumb" onClick={() => setShown(true)} aria-label="Show the paper">
        <Thumb job={job} />
      </button>
      <div class="print-words">
        <p>
          <strong>{printTitle(job)}</strong>
          <span class="muted small block">
            {printer} · {timeText(job.createdAt, nowMs)}
          </span>
        </p>
        <Chip said={printSaid(job, printer, nowMs)} />
        <PrintNotes job={job} />
        <PrintActions job={job} />
      </div>
      {isShown ? <PaperDialog job={job} printer={printer} onClose={() => setShown(false)} /> : null}
    </li>
  );
}

/** The picture itself, small. */
function Thumb({ job }: { readonly job: PrintJob }) {
  return <img src={paperPath(job)} alt="" loading="lazy" decoding="async" />;
}

function PrintNotes({ job }: { readonly job: PrintJob }) {
  const { lastError, degraded, state } = job;
  const isBad = state === "failed" || state === "unconfirmed" || state === "queued";
  return (
    <>
      {lastError !== null && isBad ? (
        <p class="muted small">
          {count(job.attempts, "try", "tries")}; the last one: {errorText(lastError)}. {lastError.message}
        </p>
      ) : null}
      {degraded.length > 0 ? (
        <p class="muted small">Printed differently: {degraded.map(({ detail }) => detail).join(", ")}</p>
      ) : null}
    </>
  );
}
