import { defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

/** Beside their files, but with a real store thread, real sockets or a printer's real time-outs: too slow for every save. */
const ROOMS = [
  "src/{api,dispatch,store,vendors}/**/*.test.ts",
  "src/ops/{pdf-pages,systemd}.test.ts",
  "src/discovery/{scan,announce,follow}.test.ts",
  "drivers/*/{driver,sim,nasty}.test.ts",
  "drivers/*/talk/line.test.ts",
  "drivers/*/sim/**/*.test.ts",
  "adapters/*/sim/**/*.test.ts",
];

/** unit: pure, in seconds, part of `npm run check`. rooms: see above. doors: what goes through doors, with processes, browsers, mounts. */
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
          exclude: ROOMS,
          testTimeout: 20_000,
          // Pure tests share what they import: half the time is spent on that.
          isolate: false,
        },
      },
      { test: { name: "rooms", root, include: ROOMS, testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: "doors",
          root,
          include: ["test/{contract,disk,e2e,crash,clock,powercut,soak}/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
