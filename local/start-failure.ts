/** Something that keeps the local stack from starting; its message says what to do and is all that is shown. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
