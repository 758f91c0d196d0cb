/** Every print of the shop, newest first, with its proof and its paper. */
import type { PrintJob } from "../live/api-types.ts";
import type { News } from "../live/position.ts";
import { EVERYTHING } from "../live/shop.ts";
import { useList } from "../live/use-list.ts";
import { Empty, ListBody, ViewTitle } from "../parts/parts.tsx";
import { PrintCard } from "./print-card.tsx";

const printIn = (news: News): string | null => {
  // A job that waits says why, and that changes with its printer.
  if (news.type === "device.readiness") return EVERYTHING;
  return news.type === "print_job.updated" ? String(news["printJobId"]) : null;
};

export function PrintsView({ nowMs }: { readonly nowMs: number }) {
  const list = useList<PrintJob>({
    path: "/v1/print-jobs",
    idOf: ({ id }) => id,
    changedBy: printIn,
    itemPath: (id) => `/v1/print-jobs/${encodeURIComponent(id)}`,
    belongs: () => true,
  });
  return (
    <section class="view" aria-labelledby="prints-title">
      <header class="view-head">
        <ViewTitle id="prints-title" title="Prints" sum="Every paper, and what proves it" />
      </header>
      <ListBody
        list={list}
        empty={
          <Empty icon="printer" title="Nothing was printed yet">
            Receipts appear here with a picture of their paper.
          </Empty>
        }
      >
        <ul class="print-cards grid">
          {list.items.map((job) => (
            <PrintCard key={job.id} job={job} nowMs={nowMs} />
          ))}
        </ul>
      </ListBody>
    </section>
  );
}
