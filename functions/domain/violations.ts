/**
 * Everything that can be refused, as data. No HTTP status stands here: `http/problem.ts` has the one table for that.
 */

type ViolationKind = { readonly title: string; readonly conflict: boolean };

const rule = (title: string): ViolationKind => ({ title, conflict: false });
/** Refused only because of the present state of the ledger: the same request may succeed later. */
const conflict = (title: string): ViolationKind => ({ title, conflict: true });

/** Each rule that a request can break, with the title it is explained by. */
export const VIOLATIONS = {
  'serial-empty': rule('A serial is empty'),
  'serial-too-long': rule('A serial has more than 32 characters'),
  'serial-characters': rule('A serial holds a character that is not allowed'),
  'serial-no-alphanumeric': rule('A serial has neither a letter nor a digit'),
  'serial-placeholder': rule('A placeholder was given instead of a serial'),
  'serial-pattern': rule("A serial does not fit the item's pattern"),
  'serial-duplicate': rule('A serial stands twice in the request or the document'),
  'serials-too-many': rule('An input holds more than 1000 serials'),
  'range-invalid': rule('A range of serials cannot be counted'),
  'range-overflow': rule('A range of serials outgrows its digits'),
  'serials-not-tracked': rule('Serials are not taken on this line'),
  'serials-exceed-quantity': rule('A line has more serials than its quantity'),
  'serials-missing': rule('A line has fewer serials than its quantity'),
  'serials-ambiguous': rule('Which of the assigned serials are meant is not said'),
  'serial-not-assigned': conflict('A serial is not assigned to the line'),
  'serial-exists': conflict('A serial exists already'),
  'serial-on-list': conflict('A serial is on another advance list'),
  'serial-unknown': rule('A serial is not known'),
  'serial-not-in-stock': conflict('A unit is not in stock'),
  'serial-wrong-state': conflict('A unit is in another state'),
  'serial-reserved': conflict('A unit is reserved by another document'),
  'serial-held': conflict('A unit is held'),
  'serial-not-dispatched': conflict('A unit was not sent off by this document'),
  'serial-not-reserved': conflict('A unit is not reserved'),
  'serial-expired': conflict('A unit or batch is past its expiry'),
  'serial-in-use': conflict('A unit is under way'),
  'partner-differs': conflict('A unit belongs to another partner'),
  'parent-required': rule('The unit that parts go into is not named'),
  'parent-unknown': rule('The unit that parts go into is not known, or not worked on by this document'),
  'parent-ambiguous': rule('Several units bear the number of the one that parts go into'),
  'part-elsewhere': conflict('A part is in another unit than the one that is named'),
  'unit-inside-itself': conflict('A unit would be inside itself'),
  'parent-wrong-state': conflict('The unit that parts go into cannot take any now'),
  'number-has-parts': conflict('Parts have gone into what is to be made by a number'),
  'parts-insufficient': conflict('There is less in a unit than is taken out'),
  'reason-required': rule('A reason is missing'),
  'hold-unknown': conflict('A unit has no such hold'),
  'hold-ambiguous': rule('A unit has several holds; which one is not said'),
  'void-superseded': conflict('A later movement stands on this one'),
  'movement-not-voidable': conflict('A movement cannot be taken back'),
  'movement-unknown': rule('A movement is not one of this document'),
  'unnumbered-insufficient': conflict('There are fewer units without a number than numbers'),
  'numbers-incomplete': conflict('Stock is not fully numbered yet'),
  'exception-not-settled-so': rule('An exception is not settled in this way'),
  'exception-closed': conflict('An exception is closed already'),
  'retrospective-elsewhere': conflict('A retrospective receipt names another place'),
  'expiry-required': rule('An expiry date is missing'),
  'expiry-without-tracking': rule('Only of serials and batches an expiry is kept'),
  'expiry-not-tracked': rule('An expiry date is given for an item that has none'),
  'expiry-differs': conflict('A batch has another expiry date'),
  'field-required': rule('A field is missing for this kind of document'),
  'field-not-taken': rule('A field is not taken by this kind of document'),
  'location-same': rule('A transfer goes to where it comes from'),
  'line-not-dispatchable': conflict('There is nothing left to send off or to receive'),
  'serial-elsewhere': conflict('A unit is at another location'),
  'quantity-not-whole': rule('The quantity of serialised units is not whole'),
  'quantity-invalid': rule('A quantity is not positive or has more than four decimals'),
  'quantity-exceeds-outstanding': conflict('More is posted than is outstanding'),
  'quantity-below-posted': conflict('A quantity is below what is posted or numbered'),
  'stock-too-large': conflict('A balance would outgrow what can be counted exactly'),
  'stock-insufficient': conflict('There is less stock than is taken'),
  'batch-required': rule('A batch-tracked item needs a batch'),
  'batch-not-tracked': rule('A batch is not taken for this item'),
  'batch-differs': conflict('A unit or line has another batch'),
  'batch-invalid': rule('A batch number is not valid'),
  'item-unknown': rule('An item is not known'),
  'item-not-stocked': rule('A lookup item has no stock and no serials'),
  'tracking-locked': conflict('Serial tracking cannot be switched now'),
  'item-converted': conflict('The item is tracked otherwise than when it was posted'),
  'item-tracking-locked': conflict("An item's tracking cannot be changed now"),
  'location-unknown': rule('A location is not known'),
  'partner-unknown': rule('A partner is not known'),
  'partner-required': rule('The document needs a partner'),
  'partner-role': rule('The partner has not the role that the document needs'),
  'line-unknown': rule('A line does not exist'),
  'line-posted': conflict('A line is posted already'),
  'line-repeated': rule('A line is named twice'),
  'document-closed': conflict('The document is in a status that does not take this'),
  'date-invalid': rule('A date does not exist'),
  'date-past': rule('A date that must lie ahead does not'),
  'date-future': rule('An effective date lies in the future'),
  'date-locked': rule('An effective date lies in a locked period'),
  'date-before-unit': conflict('An effective date lies before a later movement of a unit'),
  'service-before-unit': conflict('A service event is dated before the unit existed'),
  'alert-acknowledged': conflict('An alert is acknowledged already'),
  'alert-over': conflict('What an alert tells of is over'),
  'cover-none': conflict('A unit has no such cover'),
  'policy-ambiguous': rule('More than one way of stating the serial policy was given'),
  'policy-without-tracking': rule('A serial policy is given for an item without serial tracking'),
  'pattern-invalid': rule('A pattern is not valid'),
  'item-not-on-order': rule('An item is not on the order'),
  'sscc-invalid': rule('A carton code is not valid'),
  'sscc-duplicate': rule('A carton stands twice on a line'),
  'sscc-on-list': conflict('A carton is on another open list'),
  'list-ambiguous': rule('Several suppliers use the number of an advance list'),
  'list-closed': conflict('An advance list is in a status that does not take this'),
  'list-order-differs': conflict('An advance list is for another order'),
  'gtin-invalid': rule('A GTIN is not valid'),
  'model-unknown': rule('A model is not known'),
  'model-taken': conflict('Another item is of the same model'),
  'model-without-item': conflict('No item is of the model'),
  'entity-without-serials': rule('Entities are of items that are tracked by serial'),
  'entity-exists': conflict('A unit is an entity already'),
  'entity-model-differs': conflict('An entity is of another model'),
  'entity-serial-differs': conflict('An entity has another serial'),
  'entity-serial-required': rule('An entity needs the serial of its unit'),
  'entity-in-use': conflict('An entity has arrived, or stands on an order'),
  'parameter-differs': rule('A parameter that is the serial says another one'),
  'parameter-repeated': rule('A parameter is given twice'),
  'parameters-too-many': rule('An entity has too many parameters'),
  'project-number-drawn': rule('A project number looks like those that are drawn'),
  'project-number-taken': conflict('Another entity has the same project number'),
  'gtin-taken': conflict('Another item has the same GTIN'),
  'scan-empty': rule('There is nothing in a scanned text'),
  'gs1-empty': rule('A GS1 text holds no AI'),
  'gs1-ai-unknown': rule('There is no such AI'),
  'gs1-too-short': rule('The value of an AI is too short'),
  'gs1-too-long': rule('The value of an AI is too long'),
  'gs1-character': rule('The value of an AI holds a character that it does not take'),
  'gs1-check-digit': rule('A check digit is wrong'),
  'gs1-date': rule('The value of an AI is not a date or time that exists'),
  'gs1-content': rule('The value of an AI is not what it must be'),
  'gs1-repeated': rule('An AI stands twice'),
  'gs1-exclusive': rule('AIs cannot stand together'),
  'gs1-incomplete': rule('An AI goes with another one, which is not there'),
  'gs1-brackets': rule('The bracketed form is not well formed'),
  'gs1-link': rule('A link is not a GS1 Digital Link'),
  'gs1-link-encoding': rule('A link is not rightly percent-encoded'),
  'gs1-link-path': rule('A qualifier in the path of a link is out of place'),
  'gs1-link-attribute': rule('An AI does not stand in the query of a link'),
  'time-zone-unknown': rule('A time zone is not known'),
  'document-unknown': rule('A document is not known'),
  'criteria-missing': rule('A recall says too little of what it is about'),
  'range-reversed': rule('A range ends before it begins'),
  'recall-closed': conflict('A recall is closed'),
  'recalls-too-many': conflict('Too many recalls are open'),
  'file-empty': rule('A file has no rows'),
  'file-too-large': rule('A file is larger than 4 MB'),
  'file-encoding': rule('A file is not UTF-8'),
  'file-binary': rule('A file is not text'),
  'column-missing': rule('A file lacks a column'),
  'column-repeated': rule('A file has a column twice'),
  'header-too-long': rule('A header has more than 200 columns, or 20,000 characters'),
  'rows-too-many': rule('A file has too many rows for this mode'),
  'row-cells': rule('A row has more cells than the header'),
  'row-unreadable': rule('A row cannot be parted into cells'),
  'cell-invalid': rule('A cell of a row cannot be read'),
  'scientific-notation': rule('A spreadsheet has rounded a number'),
  'order-unknown': rule('An order is not known'),
  'order-ambiguous': rule('Several documents bear an order number'),
  'item-differs': rule('A row names an item that is not on the line'),
  'location-required': rule('Opening stock needs a place'),
  'numbers-begin-at-sale': rule('Numbers of an item are taken at its sale only'),
  'status-not-stock': rule('A row of an export tells of a unit that is not in stock'),
  'not-taken': rule('A row was good, and others of the file were not'),
  'case-sensitivity-locked': conflict('Case sensitivity cannot be changed once items exist'),
} as const satisfies Record<string, ViolationKind>;

export type ViolationCode = keyof typeof VIOLATIONS;

/** One broken rule. `pointer` is a JSON pointer (RFC 6901) into the request. */
export type Violation = {
  readonly pointer: string;
  readonly code: ViolationCode;
  readonly detail: string;
  readonly serial?: string;
  readonly itemId?: string;
  readonly status?: string;
  readonly documentId?: string;
  readonly documentNumber?: string;
  readonly movementId?: string;
  readonly locationId?: string;
  readonly line?: number;
  /**
   * Which number of its input it is, from 1; blanks of a pasted text are not counted. In a scanned text, which
   * character of it.
   */
  readonly position?: number;
  readonly expected?: number;
  readonly actual?: number;
};

/** A JSON pointer (RFC 6901) to what lies behind these names and positions. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
