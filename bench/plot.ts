import type { Point } from './postings.ts';

/** The curve as a picture: time by number of serials, both axes logarithmic. */

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [720, 420, 70, 30, 170, 50];

const SERIES = [
  { name: 'receive', of: (point: Point) => point.receiveMs, colour: '#1f6feb', dash: '' },
  { name: 'sell', of: (point: Point) => point.sellMs, colour: '#d1242f', dash: '' },
  { name: 'raw, of receive', of: (point: Point) => point.rawReceiveMs, colour: '#1f6feb', dash: '5 4' },
  { name: 'raw, of sell', of: (point: Point) => point.rawSellMs, colour: '#d1242f', dash: '5 4' },
] as const;

const text = (x: number, y: number, given: { readonly text: string; readonly anchor?: string }): string =>
  `<text x="${x}" y="${y}" text-anchor="${given.anchor ?? 'start'}">${given.text}</text>`;

export const plotOf = (points: readonly Point[]): string => {
  const all = points.flatMap((point) => SERIES.map(({ of }) => of(point)));
  const [low, high] = [Math.floor(Math.log10(Math.min(...all))), Math.ceil(Math.log10(Math.max(...all)))];
  const most = Math.log10(Math.max(...points.map(({ serials }) => serials)));
  const x = (serials: number): number => LEFT + (Math.log10(serials) / most) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number): number =>
    HEIGHT - BOTTOM - ((Math.log10(ms) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const grid = [
    ...decades.map(
      (ms) =>
        `<line x1="${LEFT}" y1="${y(ms)}" x2="${WIDTH - RIGHT}" y2="${y(ms)}" stroke="#d0d7de"/>${text(LEFT - 8, y(ms) + 4, { text: `${ms} ms`, anchor: 'end' })}`,
    ),
    ...points.map(
      ({ serials }) =>
        `<line x1="${x(serials)}" y1="${TOP}" x2="${x(serials)}" y2="${HEIGHT - BOTTOM}" stroke="#eaeef2"/>${text(x(serials), HEIGHT - BOTTOM + 18, { text: serials.toLocaleString('en'), anchor: 'middle' })}`,
    ),
  ];
  const lines = SERIES.map(({ of, colour, dash, name }, i) => {
    const path = points.map((point) => `${x(point.serials).toFixed(1)},${y(of(point)).toFixed(1)}`).join(' ');
    const at = TOP + 14 + i * 22;
    const style = `fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"`;
    return `<polyline points="${path}" ${style}/><line x1="${WIDTH - RIGHT + 12}" y1="${at}" x2="${WIDTH - RIGHT + 40}" y2="${at}" ${style}/>${text(WIDTH - RIGHT + 46, at + 4, { text: name })}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" fill="#1f2328">`,
    '<title>Time of a posting by its number of serials, beside raw</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...grid,
    ...lines,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, { text: 'serials in one posting', anchor: 'middle' }),
    '</svg>',
    '',
  ].join('\n');
};
