import type { Api, ApiContext } from "./context.ts";
import { docsRoutes } from "./routes/docs.ts";
import { drawerRoutes } from "./routes/drawers.ts";
import { eventTicketRoutes } from "./routes/event-tickets.ts";
import { orderFactRoutes } from "./routes/order-facts.ts";
import { orderRoutes } from "./routes/orders.ts";
import { printJobRoutes } from "./routes/print-jobs.ts";
import { printPreviewRoutes } from "./routes/print-previews.ts";
import { sessionRoutes } from "./routes/session.ts";
import { statusRoutes } from "./routes/status.ts";

/** All resources; the order is that of /docs. */
export function registerRoutes(api: Api, context: ApiContext): void {
  orderRoutes(api, context);
  orderFactRoutes(api, context);
  printJobRoutes(api, context);
  printPreviewRoutes(api, context);
  drawerRoutes(api, context);
  eventTicketRoutes(api, context);
  statusRoutes(api, context);
  sessionRoutes(api, context);
  docsRoutes(api);
}
