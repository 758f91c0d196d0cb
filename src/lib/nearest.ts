/** The known word that was probably meant; undefined when none is near (more than half of it differs). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  if (best === undefined || best.far > Math.max(word.length, best.candidate.length) / 2) return undefined;
  return best.candidate;
}

/** Edit distance (insert, delete, replace), in characters. */
function distance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = from[row - 1] === to[column - 1] ? 0 : 1;
      const deleted = (above[column] ?? 0) + 1;
      const inserted = (current[column - 1] ?? 0) + 1;
      current[column] = Math.min(deleted, inserted, (above[column - 1] ?? 0) + replaced);
    }
    above = current;
  }
  return above[to.length] ?? 0;
}
