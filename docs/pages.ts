/** How pages are made that follow from the code. */

export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
export const code = (text: string): string => `\`${text}\``;
export const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
export const GENERATED = 'Generated from the code by `npm run docs`; a test fails when it differs.';
