/** The words of all papers. A language that is not here gets English. */
import type { Labels } from "./label-types.ts";
import { GERMAN } from "./words/de.ts";
import { ENGLISH } from "./words/en.ts";
import { SPANISH } from "./words/es.ts";
import { FRENCH } from "./words/fr.ts";
import { ITALIAN } from "./words/it.ts";
import { DUTCH } from "./words/nl.ts";
import { POLISH } from "./words/pl.ts";
import { PORTUGUESE } from "./words/pt.ts";

const LANGUAGES: Readonly<Record<string, Labels>> = {
  en: ENGLISH,
  de: GERMAN,
  fr: FRENCH,
  es: SPANISH,
  it: ITALIAN,
  nl: DUTCH,
  pt: PORTUGUESE,
  pl: POLISH,
};

const languageOf = (locale: string): string => locale.split("-")[0]?.toLowerCase() ?? "en";

export const hasLabels = (locale: string): boolean => Object.hasOwn(LANGUAGES, languageOf(locale));

/** `locale`: "de-AT" */
export const labelsFor = (locale: string): Labels =>
  hasLabels(locale) ? (LANGUAGES[languageOf(locale)] ?? ENGLISH) : ENGLISH;
