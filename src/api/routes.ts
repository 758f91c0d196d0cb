import type { Api, ApiContext } from "./context.ts";
import { auditRoutes } from "./routes/audit.ts";
import { businessDayRoutes } from "./routes/business-days.ts";
import { deviceTestRoutes } from "./routes/device-tests.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { digitalReceiptRoutes } from "./routes/digital-receipts.ts";
import { discoveryRoutes } from "./routes/discovery.ts";
import { docsRoutes } from "./routes/docs.ts";
import { drawerRoutes } from "./routes/drawers.ts";
import { eventTicketRoutes } from "./routes/event-tickets.ts";
import { integrationRoutes } from "./routes/integrations.ts";
import { orderFactRoutes } from "./routes/order-facts.ts";
import { orderRoutes } from "./routes/orders.ts";
import { outboxRoutes } from "./routes/outbox.ts";
import { printJobRoutes } from "./routes/print-jobs.ts";
import { printPreviewRoutes } from "./routes/print-previews.ts";
import { printRoutingRoutes } from "./routes/print-routing.ts";
import { reconciliationRoutes } from "./routes/reconciliations.ts";
import { returnRoutes } from "./routes/returns.ts";
import { sessionRoutes } from "./routes/session.ts";
import { statusRoutes } from "./routes/status.ts";
import { tokenRoutes } from "./routes/tokens.ts";

/** All resources; the order is that of /docs. */
export function registerRoutes(api: Api, context: ApiContext): void {
  orderRoutes(api, context);
  orderFactRoutes(api, context);
  returnRoutes(api, context);
  digitalReceiptRoutes(api, context);
  printJobRoutes(api, context);
  printPreviewRoutes(api, context);
  printRoutingRoutes(api, context);
  drawerRoutes(api, context);
  deviceRoutes(api, context);
  deviceTestRoutes(api, context);
  discoveryRoutes(api, context);
  outboxRoutes(api, context);
  businessDayRoutes(api, context);
  reconciliationRoutes(api, context);
  integrationRoutes(api, context);
  auditRoutes(api, context);
  tokenRoutes(api, context);
  eventTicketRoutes(api, context);
  statusRoutes(api, context);
  sessionRoutes(api, context);
  docsRoutes(api);
}
