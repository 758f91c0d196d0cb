import { expect, it } from "vitest";
import { refund, sell, takeBack, vendorJobs } from "../../../test/help/shop.ts";
import { newFolder, openTestStore } from "../../../test/help/store.ts";
import { openWriter } from "../database.ts";
import { mendSalvaged } from "./salvage-mend.ts";

it("what is owed to the vendors is made again where its duty is lost: sales, refunds, voids and returns, each under its key", async () => {
  const path = `${newFolder()}/tillgate.db`;
  {
    await using test = await openTestStore(path);
    await sell(test.store, "refunded");
    await refund(test.store, "refunded", "r1", 100);
    await refund(test.store, "refunded", "r2", 50);
    const today = new Date().toISOString();
    await sell(test.store, "voided", { openedAt: today, closedAt: today });
    const asked = { key: null, actor: "till", till: null };
    await test.store.run("voidOrder", {
      ...asked,
      orderId: "voided",
      void: { id: "v", reason: "-", reversed: ["p1"] },
    });
    await takeBack(test.store, "returned", 300);
  }
  const db = openWriter(path);
  db.exec("DELETE FROM job WHERE payload ->> '$.refundId' IS NOT 'r1'");
  const mended = mendSalvaged(db, Date.now(), { damage: "-", rows: 0, facts: 0, unreadable: 0 });
  db.close();
  await using test = await openTestStore(path);
  const keysOf = (id: string) =>
    vendorJobs(test.store, id).map((job) => `${job.state} ${job.idempotencyKey}`);
  expect(keysOf("refunded").sort()).toEqual([
    "in_doubt refunded:refund:r1",
    "in_doubt refunded:refund:r2",
    "in_doubt refunded:sale",
  ]);
  expect(keysOf("voided")).toEqual(["in_doubt voided:sale", "in_doubt voided:void"]);
  expect(keysOf("returned")).toEqual(["in_doubt returned:return:returned"]);
  expect(mended.duties).toBe(5);
});
