/** The table of commands: all that may ever be written, by name. Each is `(tx, input, context) => result`, synchronous. */
import { tellBrokenLinks } from "./broken-links.ts";
import { captureOrder } from "./capture-order.ts";
import { changeOrder } from "./change-order.ts";
import { closeBusinessDay, saveReconciliation } from "./days.ts";
import { claimDeviceJob, failJob, settleDeviceJob } from "./device-jobs.ts";
import { deleteDevice, saveDevice } from "./devices.ts";
import { expireJobs } from "./expire-jobs.ts";
import { confirmOrders, connectIntegration, logSync, storeVendorPage } from "./integrations.ts";
import { audit, pruneKeys, pruneSyncLogs, start, stop } from "./life.ts";
import { payOrder } from "./pay-order.ts";
import { createPrintJobs, movePrintJob, openDrawer, reprintOrder, retryPrintJob } from "./print-jobs.ts";
import { moveTicket, savePrintRouting } from "./print-routing.ts";
import { deleteLogo, deletePrintTemplate, saveLogo, savePrintTemplate } from "./print-templates.ts";
import { keepWords, prunePrinted } from "./printed.ts";
import { recordReturn } from "./record-return.ts";
import { refundOrder } from "./refund-order.ts";
import { createToken, revokeToken } from "./tokens.ts";
import { discardJob, markVendorJob, retryJob } from "./vendor-jobs.ts";
import { voidOrder } from "./void-order.ts";

export const COMMANDS = {
  captureOrder,
  changeOrder,
  payOrder,
  voidOrder,
  refundOrder,
  recordReturn,
  reprintOrder,
  createPrintJobs,
  movePrintJob,
  retryPrintJob,
  savePrintRouting,
  moveTicket,
  openDrawer,
  claimDeviceJob,
  settleDeviceJob,
  failJob,
  markVendorJob,
  retryJob,
  discardJob,
  expireJobs,
  keepWords,
  prunePrinted,
  connectIntegration,
  logSync,
  storeVendorPage,
  confirmOrders,
  saveReconciliation,
  closeBusinessDay,
  createToken,
  revokeToken,
  saveDevice,
  deleteDevice,
  savePrintTemplate,
  deletePrintTemplate,
  saveLogo,
  deleteLogo,
  audit,
  pruneKeys,
  pruneSyncLogs,
  tellBrokenLinks,
  start,
  stop,
} as const;

/** What grows the database, by how soon it is refused when the disk runs full: history first, sales last, outcomes never. */
export const GROWTH: Readonly<Partial<Record<keyof typeof COMMANDS, "history" | "sales">>> = {
  storeVendorPage: "history",
  saveReconciliation: "history",
  connectIntegration: "history",
  saveDevice: "history",
  savePrintRouting: "history",
  savePrintTemplate: "history",
  saveLogo: "history",
  captureOrder: "sales",
  recordReturn: "sales",
  changeOrder: "sales",
  reprintOrder: "sales",
  createPrintJobs: "sales",
  retryPrintJob: "sales",
};

type Commands = typeof COMMANDS;
export type CommandName = keyof Commands;
export type CommandInput<C extends CommandName> =
  Parameters<Commands[C]> extends [unknown, infer I, ...unknown[]] ? I : null;
export type CommandResult<C extends CommandName> = ReturnType<Commands[C]>;
