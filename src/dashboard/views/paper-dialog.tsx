import { useState } from "preact/hooks";
import type { PrintJob } from "../live/api-types.ts";
import { paperPath, printTitle } from "../live/paper.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Empty } from "../parts/parts.tsx";

interface PaperDialogProps {
  readonly job: PrintJob;
  readonly printer: string;
  readonly onClose: () => void;
}

/** The paper, drawn from the very bytes that went to the printer. */
export function PaperDialog({ job, printer, onClose }: PaperDialogProps) {
  const [isMissing, setMissing] = useState(false);
  const isSent = job.sentAt !== null;
  return (
    <Dialog form="box" title={`${printTitle(job)} on ${printer}`} onClose={onClose}>
      <div>
        {isMissing ? (
          <Empty icon="orders" title="No picture of this paper">
            Its bytes are no longer kept, or its printer left the shop.
          </Empty>
        ) : (
          <img
            class="paper"
            src={paperPath(job)}
            alt="The paper as it was printed"
            onError={() => setMissing(true)}
          />
        )}
      </div>
      <p class="muted small paper-note">
        {isSent
          ? "Drawn from the very bytes that were sent to the printer."
          : "As it will look: nothing was sent yet."}{" "}
        <a href={`/v1/print-jobs/${encodeURIComponent(job.id)}/text`} target="_blank" rel="noreferrer">
          Read it as text
        </a>
      </p>
    </Dialog>
  );
}
