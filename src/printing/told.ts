/** What the shop is told of a document that did not print as asked: the same words for every printer. */
export const TOLD = {
  drawn: (what: string) => `${what} drawn as a picture`,
  noneOf: (what: string) => `no ${what}: this printer has none, and prints no pictures`,
  noPicture: "no picture: this printer prints none",
  badPicture: (reason: string) => `no picture: ${reason}`,
  noLogo: (name: string) => `no logo: none is stored under the name ${JSON.stringify(name)}`,
  noBuzzer: "no sound: this printer has no buzzer",
  noCutter: "no cut: this printer has no cutter",
  noDrawer: "no drawer: this printer has no port for one",
  instead: (from: string, to: string) => `"${from}" printed as "${to}"`,
} as const;
