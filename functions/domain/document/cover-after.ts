import { coverFrom } from '../cover/cover.ts';
import type { Unit, UnitStatus } from '../unit/unit.ts';
import type { StepPlan } from './unit-step.ts';

/** The supplier answers from the first receipt, we from each sale; who has brought a unit back is covered no more. */
export const coversAfter = (
  before: Unit | undefined,
  status: UnitStatus,
  { plan, isSupplied }: { readonly plan: StepPlan; readonly isSupplied: boolean },
): Pick<Unit, 'soldOn' | 'supplierCover' | 'customerCover'> => {
  const { item, effectiveDate, flow } = plan;
  const isFirst = isSupplied && before?.addedDate === undefined;
  const supplierCover = isFirst ? coverFrom(item, 'supplier', effectiveDate) : before?.supplierCover;
  if (status === 'sold') {
    return {
      supplierCover,
      soldOn: effectiveDate,
      customerCover: coverFrom(item, 'customer', effectiveDate),
    };
  }
  if (flow.stock === 'in') return { supplierCover, soldOn: undefined, customerCover: undefined };
  return { supplierCover, soldOn: before?.soldOn, customerCover: before?.customerCover };
};
