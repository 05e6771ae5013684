/**
 * A change of the table as a value. Repositories make them, use cases collect them, the unit of work sends them:
 * all of one posting or none. Each states the condition under which it holds, by name.
 */

export type Attribute =
  | string
  | number
  | boolean
  | null
  | readonly Attribute[]
  | { readonly [name: string]: Attribute | undefined };

export type RecordKey = { readonly pk: string; readonly sk: string };
export type RecordAttributes = { readonly [name: string]: Attribute | undefined };

export type Condition =
  /** Nothing stands there yet. */
  | { readonly name: 'absent' }
  /**
   * Nobody has written it since it was resolved. A record that was removed and made anew begins again at version 1, so
   * where that can be, what tells the one from the other is named too: attributes, by their paths.
   */
  | {
      readonly name: 'unchanged';
      readonly version: number;
      readonly is?: { readonly [path: string]: string } | undefined;
    }
  /** There is no live record: none, or one whose `expiresAt` (seconds) has passed. */
  | { readonly name: 'absent-or-expired'; readonly at: number }
  /** Numbers of the record are what they must be, all of them. */
  | {
      readonly name: 'holds';
      readonly equals?: { readonly [attribute: string]: number } | undefined;
      readonly atLeast?: { readonly [attribute: string]: number } | undefined;
      readonly atMost?: { readonly [attribute: string]: number } | undefined;
    }
  | { readonly name: 'always' };

/**
 * How a part is written where its posting is more than one transaction (docs/posting.md). Parts that don't say belong
 * to the commit.
 */
export type Ahead =
  /** A record that others read meanwhile: under a marker that names the posting and what was before; nothing, where it makes the record. */
  | { readonly as: 'marked'; readonly before?: RecordAttributes | undefined }
  /** Goes with the marked record in front of it. */
  | { readonly as: 'beside' }
  /** A ledger entry: nobody writes it but its posting. */
  | { readonly as: 'entry' }
  /** Reached through its entry only. */
  | { readonly as: 'chunk' }
  /** Counts what keeps others from something: may be more too early and less too late, never the other way round. */
  | { readonly as: 'count' };

export type WritePart = { readonly ahead?: Ahead | undefined } & (
  | {
      readonly action: 'put';
      readonly key: RecordKey;
      readonly attributes: RecordAttributes;
      readonly condition: Condition;
    }
  | { readonly action: 'delete'; readonly key: RecordKey; readonly condition: Condition }
  /** Writes nothing; all the rest holds only while this does. */
  | { readonly action: 'check'; readonly key: RecordKey; readonly condition: Condition }
  | {
      readonly action: 'add';
      readonly key: RecordKey;
      readonly amounts: { readonly [name: string]: number };
      readonly attributes: RecordAttributes;
      readonly condition: Condition;
    }
);

/** What a failed condition means is always that the decision was made on a state that is gone: decide again. */
export type WriteResult =
  | { readonly outcome: 'written' }
  | {
      readonly outcome: 'stale';
      readonly conditions: readonly Condition['name'][];
      /** Of the records that were not as decided on. */
      readonly keys: readonly RecordKey[];
    }
  /** The engine refused for now: another transaction was under way, or too much at once. */
  | { readonly outcome: 'contended' };
