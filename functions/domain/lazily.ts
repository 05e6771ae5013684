/** What takes long to make and is mostly not needed: made when it is first asked for, and once. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Each made when it is first asked for. */
export type Lazily<Makers extends Record<string, () => unknown>> = {
  readonly [Name in keyof Makers]: ReturnType<Makers[Name]>;
};

/** The same but for some of it; the rest is made no sooner than it would have been. */
export const exceptFor = <T extends object>(all: T, other: Partial<T>): T =>
  Object.create(all, Object.getOwnPropertyDescriptors(other));

/** What `makers` make, by name; each when it is first asked for, and once. */
export function lazily<Makers extends Record<string, () => unknown>>(makers: Makers): Lazily<Makers>;
export function lazily(makers: Record<string, () => unknown>): unknown {
  const all = {};
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(all, name, { enumerable: true, get: once(make) });
  }
  return all;
}
