import type { ViolationCode } from '../violations.ts';

export type Gs1FaultCode = Extract<ViolationCode, `gs1-${string}`>;

/** What is wrong with a text, and where: `position` counts its characters from 1. */
export type Gs1Fault = {
  readonly code: Gs1FaultCode;
  readonly position: number;
  /** The AI that is concerned, where one is known. */
  readonly ai?: string | undefined;
  readonly detail: string;
};

/** One AI with its value, as it was read. */
export type Element = { readonly ai: string; readonly value: string };

/**
 * A part of a text and where it came from: `places` has the position of each character of `text`, and of what follows
 * the last one.
 */
export type Placed = { readonly text: string; readonly places: readonly number[] };

/** An AI and its value where they stand in the text. */
export type PlacedElement = { readonly ai: string; readonly aiAt: number; readonly value: Placed };

export const placeOf = ({ places }: Placed, i: number): number => places[i] ?? places.at(-1) ?? 1;

/** A text that stands at a position as it is. */
export const placedAt = (text: string, position: number): Placed => ({
  text,
  places: Array.from({ length: text.length + 1 }, (_, i) => position + i),
});

export const slicePlaced = ({ text, places }: Placed, from: number, to: number): Placed => ({
  text: text.slice(from, to),
  places: places.slice(from, to + 1),
});

/** As a fault tells of a text. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
