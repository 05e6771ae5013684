/** What a function's thread is told once. */
export type WorkerSettings = {
  readonly file: string;
  /** The name of the exported handler. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** Actions that the function's role allows; undefined where that isn't known. */
  readonly allowed: readonly string[] | undefined;
};

/** One invocation; payloads are JSON text, as for Lambda. `deadline` in milliseconds since the epoch. */
export type Invoke = { readonly requestId: string; readonly payload: string; readonly deadline: number };

export type FailedWith = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'asked'; readonly action: string; readonly isAllowed: boolean }
  | { readonly type: 'done'; readonly payload: string }
  | ({ readonly type: 'failed' | 'init-failed' } & FailedWith);
