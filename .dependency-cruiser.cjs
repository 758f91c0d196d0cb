/**
 * The floors of the house: who may import whom. The table of src/README.md, checked on every run.
 * test/house/floors.test.ts breaks every rule once and sees it caught.
 */

/** Tests, their rigs and simulators may reach across: they are no part of the product. */
const FREE = ["\\.test\\.tsx?$", "-rig\\.ts$", "/sim/", "/sim\\.ts$", "^test/"];

/** Folder of src/ → the folders it may import besides its own. */
const FLOORS = {
  lib: [],
  core: ["lib"],
  store: ["core", "lib"],
  transports: ["core", "lib"],
  printing: ["core", "lib"],
  config: ["core", "lib"],
  ops: ["core", "lib"],
  discovery: ["core", "lib", "transports"],
  devices: ["core", "lib", "transports"],
  vendors: ["core", "lib", "store"],
  dispatch: ["core", "lib", "store", "devices", "vendors", "printing"],
  api: ["core", "lib", "store", "printing"],
  doors: ["core", "lib", "store", "printing", "transports"],
};

/** The dashboard is a separate program: of src/ it sees the API's published types only. */
const DASHBOARD_MAY = ["^src/dashboard/", "^src/api/types\\.ts$"];

/** Packages and Node modules that belong to one room; everybody else asks that room. */
const ONE_ROOM = [
  { name: "sqlite", packages: ["better-sqlite3"], rooms: ["store"] },
  {
    name: "wires",
    packages: ["net", "dgram", "tls", "serialport", "usb", "node-hid"],
    rooms: ["transports"],
  },
  {
    name: "http-servers",
    packages: ["fastify", "@fastify/[^/]+", "ws", "http", "https"],
    rooms: ["api", "doors"],
  },
  { name: "http-clients", packages: ["undici"], rooms: ["vendors"] },
  { name: "logs-and-metrics", packages: ["pino", "prom-client"], rooms: ["ops"] },
  { name: "processes", packages: ["child_process"], rooms: ["ops"] },
  { name: "toml", packages: ["smol-toml"], rooms: ["config"] },
  { name: "finding", packages: ["bonjour-service", "net-snmp"], rooms: ["discovery"] },
  { name: "commands", packages: ["commander"], rooms: ["cli"] },
  {
    name: "type-setting",
    packages: ["bwip-js", "pngjs", "iconv-lite", "receiptline", "mustache", "pdfkit", "@napi-rs/canvas"],
    rooms: ["printing"],
  },
];

/** Guests get their tools from src/sdk.ts. A package is here only where it exists for that guest's protocol. */
const GUEST_PACKAGES = {
  // Its encoder is what this guest is for.
  "drivers/thermal-dialects": ["node-thermal-printer"],
};

/** Node modules without I/O, clock or process: the only ones that guests and core may import. */
const PURE_NODE = ["buffer", "crypto", "events", "string_decoder", "url", "util"];

/** Schemas, calendar and canonical JSON: pure, and part of the rules themselves. */
const CORE_PACKAGES = ["zod", "temporal-polyfill", "canonicalize"];

const NPM = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-no-pkg", "npm-unknown"];
const OURS = "^(src|drivers|adapters|test|scripts)/";
const packagePath = (name) => `(^|node_modules/)(@types/)?${name}(/|$)`;
const notPure = { dependencyTypes: ["core"], pathNot: PURE_NODE.map((name) => `^${name}$`) };

const floors = Object.entries(FLOORS).map(([room, may]) => ({
  name: `floor-${room}`,
  comment: `src/${room} may import: ${may.join(", ") || "nothing of ours"}.`,
  severity: "error",
  from: { path: `^src/${room}/`, pathNot: FREE },
  to: { path: OURS, pathNot: [room, ...may].map((folder) => `^src/${folder}/`) },
}));

const oneRoom = ONE_ROOM.map(({ name, packages, rooms }) => ({
  name: `one-room-${name}`,
  comment: `Only src/${rooms.join(", src/")} may import ${packages.join(", ")}.`,
  severity: "error",
  from: { path: "^(src|drivers|adapters)/", pathNot: [...rooms.map((room) => `^src/${room}[/.]`), ...FREE] },
  to: { path: packages.map(packagePath), dependencyTypes: ["core", ...NPM] },
}));

const guestsWithPackages = Object.entries(GUEST_PACKAGES).map(([guest, packages]) => ({
  name: `guest-packages-${guest.replace("/", "-")}`,
  comment: `${guest} may import: ${packages.join(", ")}.`,
  severity: "error",
  from: { path: `^${guest}/`, pathNot: FREE },
  to: { dependencyTypes: NPM, pathNot: packages.map(packagePath) },
}));

const guests = [
  {
    name: "guests-use-the-door",
    comment: "A driver or adapter imports its own folder and src/sdk.ts, nothing else of ours.",
    severity: "error",
    from: { path: "^(drivers|adapters)/([^/]+)/", pathNot: FREE },
    to: { path: OURS, pathNot: ["^src/sdk\\.ts$", "^$1/$2/"] },
  },
  {
    name: "guests-bring-no-packages",
    comment:
      "No npm package of its own, unless GUEST_PACKAGES names it: src/sdk.ts gives what a guest may use.",
    severity: "error",
    from: {
      path: "^(drivers|adapters)/",
      pathNot: [...FREE, ...Object.keys(GUEST_PACKAGES).map((guest) => `^${guest}/`)],
    },
    to: { dependencyTypes: NPM },
  },
  {
    name: "guests-touch-no-system",
    comment: "No socket, file, process or clock: the context gives a guest what it may use.",
    severity: "error",
    from: { path: "^(drivers|adapters)/", pathNot: FREE },
    to: notPure,
  },
  {
    name: "house-does-not-know-guests",
    comment: "A guest is removed by deleting its folder.",
    severity: "error",
    from: { path: "^src/", pathNot: FREE },
    to: { path: "^(drivers|adapters)/" },
  },
  {
    name: "door-is-for-guests",
    comment: "Inside the house one imports the thing itself.",
    severity: "error",
    from: { path: "^src/", pathNot: FREE },
    to: { path: "^src/sdk\\.ts$" },
  },
  {
    name: "door-shows-rules-not-rooms",
    comment: "src/sdk.ts hands out words, rules and type-setting; no store, no wires.",
    severity: "error",
    from: { path: "^src/sdk\\.ts$" },
    to: { path: OURS, pathNot: ["^src/(core|lib|printing)/"] },
  },
];

const house = [
  { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
  {
    name: "no-missing",
    comment: "Every import leads somewhere.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "floor-dashboard",
    comment: "The page knows the public API only.",
    severity: "error",
    from: { path: "^src/dashboard/", pathNot: FREE },
    to: { path: OURS, pathNot: DASHBOARD_MAY },
  },
  {
    name: "core-does-nothing",
    comment: "Rules of the shop: no I/O, no clock, no process.",
    severity: "error",
    // canonical.ts asks Node for a CommonJS package whose types say otherwise.
    from: { path: "^src/core/", pathNot: ["^src/core/canonical\\.ts$", ...FREE] },
    to: notPure,
  },
  {
    name: "core-needs-little",
    comment: `src/core may import: ${CORE_PACKAGES.join(", ")}.`,
    severity: "error",
    from: { path: "^src/core/", pathNot: FREE },
    to: { dependencyTypes: NPM, pathNot: CORE_PACKAGES.map(packagePath) },
  },
  {
    name: "nobody-imports-the-roof",
    comment: "main.ts and cli.ts open the rooms; no room knows them.",
    severity: "error",
    from: { path: "^(src/[^/]+/|drivers/|adapters/)", pathNot: ["^src/cli/", ...FREE] },
    to: { path: "^src/(main|cli)(\\.ts$|/)" },
  },
  {
    name: "no-tools-in-product",
    comment: "What runs in a shop may not need a development dependency.",
    severity: "error",
    from: { path: "^(src|drivers|adapters)/", pathNot: ["^src/dashboard/", ...FREE] },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
  },
  {
    name: "no-test-code-in-product",
    severity: "error",
    from: { pathNot: ["^test/", ...FREE] },
    to: { path: ["^test/", "\\.test\\.tsx?$"] },
  },
];

module.exports = {
  forbidden: [...house, ...floors, ...oneRoom, ...guests, ...guestsWithPackages],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^dist/", "/fixtures/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
