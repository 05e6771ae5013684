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

/** What `makers` make, by name; each when it is first asked for, and once. */
export function lazily<Makers extends Record<string, () => unknown>>(makers: Makers): Lazily<Makers>;
export function lazily(makers: Record<string, () => unknown>): unknown {
  return Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(makers).map(([name, make]) => [name, { enumerable: true, get: once(make) }]),
    ),
  );
}
