/** Sleeps that can be cut short. */
export const createPacing = () => {
  let wakeUp: (() => void) | undefined;
  return {
    sleep: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          wakeUp = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        wakeUp = done;
      }),
    wake: (): void => wakeUp?.(),
  };
};
