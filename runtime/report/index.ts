export { balances, type CountName, type Counts, countNames } from './counts.ts';
export type { QuarantinedRecord, ReportData, Row } from './data.ts';
export { renderReport } from './page.ts';
