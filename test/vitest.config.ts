import { defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

/** unit: beside their files, in seconds. doors: what goes through doors, with processes, browsers, mounts. */
export default defineConfig({
  test: {
    root,
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          root,
          include: ["{src,drivers,adapters}/**/*.test.{ts,tsx}", "test/house/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "doors",
          root,
          include: ["test/{contract,disk,e2e,crash}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
