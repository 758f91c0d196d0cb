/** The page: who may look on sees the shop; who may not is asked for a token. */
import { useMemo } from "preact/hooks";
import { access } from "./live/api.ts";
import type { Status } from "./live/api-types.ts";
import { useCell } from "./live/cell.ts";
import { type Place, usePlace } from "./live/place.ts";
import { phase, slowNow, status } from "./live/shop.ts";
import { Tabs } from "./parts/tabs.tsx";
import { Toast } from "./parts/toast.tsx";
import { CompareView } from "./views/compare-view.tsx";
import { GlanceView } from "./views/glance-view.tsx";
import { Header, Logo } from "./views/header.tsx";
import { OrdersView } from "./views/orders-view.tsx";
import { OutboxView } from "./views/outbox-view.tsx";
import { PrintsView } from "./views/prints-view.tsx";
import { SignIn } from "./views/sign-in.tsx";
import { StatusCards } from "./views/status-cards.tsx";

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
