/** The page: who may look on sees the shop; who may not is asked for a token. */
import { useMemo } from "preact/hooks";
import { access } from "./api.ts";
import type { Status } from "./api-types.ts";
import { useCell } from "./cell.ts";
import { CompareView } from "./compare-view.tsx";
import { GlanceView } from "./glance-view.tsx";
import { Header, Logo } from "./header.tsx";
import { OrdersView } from "./orders-view.tsx";
import { OutboxView } from "./outbox-view.tsx";
import { type Place, usePlace } from "./place.ts";
import { PrintsView } from "./prints-view.tsx";
import { phase, slowNow, status } from "./shop.ts";
import { SignIn } from "./sign-in.tsx";
import { StatusCards } from "./status-cards.tsx";
import { Tabs } from "./tabs.tsx";
import { Toast } from "./toast.tsx";

export function App() {
  const allowed = useCell(access);
  const known = useCell(status);
  if (allowed === "out" || allowed === "forbidden") return <SignIn key={allowed} allowed={allowed} />;
  return (
    <>
      {known === null ? <Opening /> : <Shop status={known} />}
      <Toast />
    </>
  );
}

function Opening() {
  const line = useCell(phase);
  return (
    <main class="opening">
      <Logo />
      <p role="status">
        {line === "reconnecting" ? "The gateway does not answer yet" : "Asking the gateway"}
      </p>
    </main>
  );
}

function Shop({ status: known }: { readonly status: Status }) {
  const place = usePlace();
  const nowMs = useCell(slowNow);
  // The views follow the news by themselves: a new status alone is no reason to draw them again.
  const view = useMemo(() => <ViewOf place={place} nowMs={nowMs} />, [place, nowMs]);
  return (
    <div class="shell">
      <Header status={known} />
      <GlanceView status={known} nowMs={nowMs} />
      <aside class="side">
        <StatusCards status={known} />
      </aside>
      <main class="main">
        <Tabs view={place.view} status={known} />
        {view}
      </main>
    </div>
  );
}

function ViewOf({ place, nowMs }: { readonly place: Place; readonly nowMs: number }) {
  switch (place.view) {
    case "orders":
      return <OrdersView openId={place.id} nowMs={nowMs} />;
    case "prints":
      return <PrintsView nowMs={nowMs} />;
    case "outbox":
      return <OutboxView nowMs={nowMs} />;
    case "compare":
      return <CompareView nowMs={nowMs} />;
  }
}
