export { type Charge, type Charging, chargingOf } from './charges.ts';
export { comment, commentMarker, longestComment, type Review } from './comment.ts';
export { type CostChange, costChange, type MonthlyCost, monthlyCost, type Priced } from './cost.ts';
export { dataIn } from './data-holders.ts';
export { type Change, operations, type ResourceState } from './document.ts';
export { type Decision, decide, type IdleIntention, type Loss, whatGoes } from './gate.ts';
export {
  type Intention,
  type Intentions,
  intentionLine,
  type LossVerb,
  lossVerbs,
  parseIntentions,
} from './intentions.ts';
export { type Preview, parsePreview, type ResourceChange } from './preview.ts';
export { hoursPerMonth, monthlyPrice, type Price, priceList } from './prices.ts';
export type { Refusal } from './refusal.ts';
