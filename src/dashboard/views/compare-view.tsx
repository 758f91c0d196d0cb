/** Our ledger beside the vendor's: reports that were made, and a new one for any day. */
import type { ReportSummary } from "../live/api-types.ts";
import type { News } from "../live/position.ts";
import { EVERYTHING } from "../live/shop.ts";
import { useList } from "../live/use-list.ts";
import { Empty, ListBody, ViewTitle } from "../parts/parts.tsx";
import { CompareForm } from "./compare-form.tsx";
import { ReportCard } from "./report-card.tsx";

const makesReport = ({ type }: News): string | null => (type === "reconciliation.done" ? EVERYTHING : null);

export function CompareView({ nowMs }: { readonly nowMs: number }) {
  const list = useList<ReportSummary>({
    path: "/v1/reconciliations",
    idOf: ({ id }) => id,
    changedBy: makesReport,
    itemPath: null,
    belongs: () => true,
  });
  return (
    <section class="view" aria-labelledby="compare-title">
      <header class="view-head">
        <ViewTitle id="compare-title" title="Compare" sum="Does the vendor have what we have?" />
      </header>
      <CompareForm />
      <ListBody
        list={list}
        empty={
          <Empty icon="compare" title="No day was compared yet">
            Choose a day above: every order and every sum is looked up on both sides.
          </Empty>
        }
      >
        <ul class="stack">
          {list.items.map((report, index) => (
            <ReportCard key={report.id} summary={report} nowMs={nowMs} isFirst={index === 0} />
          ))}
        </ul>
      </ListBody>
    </section>
  );
}
