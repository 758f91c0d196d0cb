import { defineConfig } from "vitest/config";

/** Unit tests stand beside their file; `test/` holds what goes through doors. Slow suites have their own scripts. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["{src,drivers,adapters,test,scripts}/**/*.test.ts"],
    testTimeout: 20_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
