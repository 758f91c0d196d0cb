/** The page as plain files, served by the gateway at `/`. Nothing in it comes from another host. */
import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

const pathTo = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: pathTo("."),
  base: "/",
  plugins: [preact({ prefreshEnabled: false, devToolsEnabled: false })],
  build: {
    outDir: pathTo("../../dist/dashboard"),
    emptyOutDir: true,
    // Every browser that a shop's tablet of the last four years runs.
    target: ["chrome111", "firefox114", "safari16.4"],
    // The gateway's content security policy allows files only: nothing may be inlined as data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npx vite src/dashboard` beside a running gateway: the page from the desk, the data from the shop.
  server: { proxy: { "/v1": { target: "http://127.0.0.1:8080", ws: true } } },
});
