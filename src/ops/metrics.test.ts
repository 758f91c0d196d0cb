import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

async function lines(metrics: ReturnType<typeof createMetrics>, start: string): Promise<readonly string[]> {
  return (await metrics.text()).split("\n").filter((line) => line.startsWith(start));
}

describe("what Prometheus reads", () => {
  it("counts orders per till and jobs per outcome", async () => {
    const metrics = createMetrics();
    metrics.orderAccepted("front-1");
    metrics.orderAccepted("front-1");
    metrics.jobEnded("print.receipt", "done");
    expect(await lines(metrics, "tillgate_orders")).toEqual([
      'tillgate_orders_accepted_total{till="front-1"} 2',
    ]);
    expect(await lines(metrics, "tillgate_jobs")).toEqual([
      'tillgate_jobs_total{kind="print.receipt",outcome="done"} 1',
    ]);
  });

  it("shows how long a commit took and how many orders shared it", async () => {
    const metrics = createMetrics();
    metrics.committed(0.004, 3);
    metrics.committed(0.3, 1);
    const text = await metrics.text();
    expect(text).toContain('tillgate_commit_seconds_bucket{le="0.005"} 1');
    expect(text).toContain("tillgate_commit_seconds_count 2");
    expect(text).toContain('tillgate_commit_group_size_bucket{le="1"} 1');
    expect(text).toContain("tillgate_commit_group_size_sum 4");
  });

  it("forgets a lane of the outbox that is empty now", async () => {
    const metrics = createMetrics();
    metrics.outbox([
      { lane: "device:front", depth: 2, oldestSeconds: 7 },
      { lane: "vendor:square", depth: 40, oldestSeconds: 3600 },
    ]);
    metrics.outbox([{ lane: "vendor:square", depth: 39, oldestSeconds: 3601 }]);
    expect(await lines(metrics, "tillgate_outbox")).toEqual([
      'tillgate_outbox_depth{lane="vendor:square"} 39',
      'tillgate_outbox_oldest_seconds{lane="vendor:square"} 3601',
    ]);
  });

  it("has a device in one state at a time, and in none once it is gone", async () => {
    const metrics = createMetrics();
    metrics.device("front", "printer", "ready");
    metrics.device("front", "printer", "needs_person");
    expect(await lines(metrics, "tillgate_device_readiness")).toEqual([
      'tillgate_device_readiness{device="front",kind="printer",state="ready"} 0',
      'tillgate_device_readiness{device="front",kind="printer",state="offline"} 0',
      'tillgate_device_readiness{device="front",kind="printer",state="needs_person"} 1',
    ]);
    metrics.deviceGone("front", "printer");
    expect(await lines(metrics, "tillgate_device_readiness")).toEqual([]);
  });

  it("shows vendors, sockets, the disk and the answers of the API", async () => {
    const metrics = createMetrics();
    metrics.destination("square", false);
    metrics.webSockets(3);
    metrics.walBytes(4_096);
    metrics.diskFreeBytes(1e9);
    metrics.httpAnswered({ method: "POST", route: "/v1/orders", status: 201, seconds: 0.012 });
    const text = await metrics.text();
    expect(text).toContain('tillgate_destination_reachable{vendor="square"} 0');
    expect(text).toContain("tillgate_ws_clients 3");
    expect(text).toContain("tillgate_wal_bytes 4096");
    expect(text).toContain("tillgate_disk_free_bytes 1000000000");
    expect(text).toContain(
      'tillgate_http_seconds_bucket{le="0.025",method="POST",route="/v1/orders",status="201"} 1',
    );
  });

  it("counts apart for two gateways in one process", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.orderAccepted("front-1");
    expect(await lines(other, "tillgate_orders")).toEqual([]);
  });
});
