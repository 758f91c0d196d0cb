/** Text as it is compared in a search: one case, no accents, one space between words. */
export function fold(text: string): string {
  const plain = isAscii(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}

const isAscii = (text: string): boolean => !/[^\n -~]/.test(text);
