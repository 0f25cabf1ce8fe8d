import { readFileSync } from 'node:fs';
import type { AirflowVersion } from '../blueprint/index.ts';

/** The DAG, as it is shipped to Airflow; it reads its settings from the JSON file beside it. */
export function dagFile(): string {
  return shipped('dag.py');
}

/** The packages that Airflow of a version needs besides its own, pinned to those that its constraints name. */
export function airflowRequirements(version: AirflowVersion): string {
  return shipped(`requirements-${version}.txt`);
}

function shipped(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
