import { type Scan, type ScannedUnit, scan } from '../app/enquiry/scan.ts';
import { SCAN } from './contract/scan.ts';
import { type Operation, reading } from './operation.ts';
import { unitView } from './views.ts';

/** What a scanner read. */

const scannedView = ({ unit, actions }: ScannedUnit) => ({ ...unitView(unit), actions: [...actions] });

const scanView = ({ elements, found, others, more, notices, ...told }: Scan) => ({
  ...told,
  elements: elements?.map(({ ai, value }) => ({ ai, value })),
  unit: found === undefined ? undefined : unitView(found.unit),
  actions: found === undefined ? undefined : [...found.actions],
  units: others.length === 0 ? undefined : others.map(scannedView),
  more: more ? true : undefined,
  notices: [...notices],
});

export const scanOperations: readonly Operation[] = [
  reading('scan', SCAN.scan, async ({ deps, caller, query }) => ({
    body: scanView(await scan(deps, caller, query.text)),
  })),
];
