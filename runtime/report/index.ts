export { balances, type CountName, type Counts, countNames } from './counts.ts';
export { type Dashboard, type DashboardOptions, openDashboard } from './dashboard.ts';
export type { LiveReport, Moment, Phase, QuarantinedRecord, ReportData, Row, RunRecord } from './data.ts';
export { endedReport, isLast, reportOf, totalsOf, withMoment } from './live.ts';
export { renderReport } from './page.ts';
