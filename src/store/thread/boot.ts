import { Worker } from "node:worker_threads";

/**
 * Starts the writing thread, which waits for its database. Node and SQLite take it as long as the whole program takes the main
 * thread: a start that begins with this runs both at once. It keeps no process alive until a store is opened on it.
 */
export function bootThread(): Worker {
  const worker = startThread();
  worker.unref();
  return worker;
}

function startThread(): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./worker.js", import.meta.url));
  // From source (tests, dev) Node 20 needs a loader for TypeScript in each thread; the build runs as it is.
  const loader = import.meta.resolve("tsx/esm/api");
  const source = new URL("./worker.ts", import.meta.url).href;
  const boot = `import("${loader}").then(({ register }) => { register(); return import("${source}"); });`;
  return new Worker(boot, { eval: true });
}
