import { describe, expect, it } from "vitest";
import { escposConfig } from "./config.ts";
import { modelIds, modelProfile } from "./models.ts";
import { PROFILE_IDS, profileFor } from "./profiles.ts";

describe("printers by their model", () => {
  it("are all of the database but its three customer displays", () => {
    expect(modelIds()).toHaveLength(47);
    expect(modelIds().filter((id) => /AF-240|OCD/.test(id))).toEqual([]);
  });

  it.each([
    ["TM-T88V", { widthDots: 512, dotsPerInch: 180, qr: true, proof: "gs-h", cutter: true }, 42, 12],
    ["TM-T20II-42col", { widthDots: 546, proof: "gs-h" }, 42, 13],
    ["POS-5890", { widthDots: 384, qr: false, barcodes: false, cutter: false, tearOffLines: 4 }, 32, 12],
    ["NT-80-V-UL", { widthDots: 576, proof: "auto" }, 48, 12],
    ["CT-S651", { widthDots: 576, buzzer: "none" }, 48, 12],
    ["TM-U220B", { pictures: false, cutter: true }, 42, 9],
    ["TSP800", { widthDots: 504 }, 42, 12],
  ] as const)("%s", (id, expected, columns, cellDots) => {
    const profile = modelProfile(id);
    expect(profile).toMatchObject(expected);
    expect(profile?.fonts.A).toMatchObject({ columns, cellDots });
  });

  it.each(modelIds())("%s never prints over the edge of its paper", (id) => {
    const { fonts, widthDots } = profileFor(id, undefined);
    expect(fonts.A.columns * fonts.A.cellDots).toBeLessThanOrEqual(widthDots);
    expect(fonts.B.columns * fonts.B.cellDots).toBeLessThanOrEqual(widthDots);
    expect(fonts.A.columns).toBeGreaterThan(20);
  });

  it("say where paper sizes are a guess", () => {
    expect(modelProfile("TM-T88V")?.provenance.paper).toBe("documented");
    expect(modelProfile("RP326")?.provenance.paper).toBe("unverified");
  });

  it("are taken by the config like a family, and a name that is neither is answered with all there are", () => {
    expect(escposConfig.parse({ profile: "TM-m30III" }).profile).toBe("TM-m30III");
    for (const id of PROFILE_IDS) expect(escposConfig.parse({ profile: id }).profile).toBe(id);
    const { error } = escposConfig.safeParse({ profile: "TM-T99" });
    expect(error?.issues[0]?.message).toMatch(
      /^no printer is called "TM-T99": take one of generic, .*TM-T88V/,
    );
    expect(escposConfig.safeParse({ profile: "OCD-300" }).success).toBe(false);
    expect(escposConfig.safeParse({ profile: "constructor" }).success).toBe(false);
  });
});
