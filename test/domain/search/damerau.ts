/** Damerau's distance by the textbook's table (restricted: nothing is edited twice). */
export const distance = (a: string, b: string): number => {
  const rows: number[][] = [];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i += 1) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j += 1) {
      const same = i > 0 && j > 0 && a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const least = Math.min(
        i === 0 && j === 0 ? 0 : Number.POSITIVE_INFINITY,
        at(i - 1, j) + 1,
        j > 0 ? at(i, j - 1) + 1 : Number.POSITIVE_INFINITY,
        at(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      row.push(least);
    }
  }
  return at(a.length, b.length);
};
