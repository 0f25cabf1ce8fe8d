import { type AnswerName, answerNames, questions } from '../transforms/index.ts';
import { type JobPlaces, stageAnswer } from './job-specs.ts';
import type { Stage } from './stage/index.ts';

type Named = Pick<Stage, 'stage' | 'userId'>;

/** What a stage is called where people look for it. */
export function stageTitle({ userId, stage }: Named): string {
  return `pinflow ${userId} ${stage}`;
}

/** The folder of a stage in its workspace: in the home of the service principal, which others may not write. */
export function workspaceFolder({ userId, stage }: Named, { clientId }: { readonly clientId: string }): string {
  return `/Users/${clientId}/pinflow/${userId}-${stage}`;
}

/** The SQL notebook of a stage, in Databricks' source format: a cell for each question and one for each answer. */
export function notebook(stage: Named, places: JobPlaces): string {
  const heading = `# ${stageTitle(stage)}\nThe questions, answered from the batch tables in \`${places.catalog}.${places.schema}\`. Made by pinflow: the next deployment writes it anew.`;
  const cells = answerNames.flatMap((name) => [
    markdown(`## ${questions[name].number}. ${questions[name].title}`),
    stageAnswer(stage, places, name),
  ]);
  return `-- Databricks notebook source\n${[markdown(heading), ...cells].join('\n\n-- COMMAND ----------\n\n')}\n`;
}

function markdown(text: string): string {
  return ['%md', ...text.split('\n')].map((line) => `-- MAGIC ${line}`).join('\n');
}

/**
 * The AI/BI dashboard of a stage, as a `.lvdash.json` file: a dataset and a bar chart for each answer, two a row
 * (as Databricks exports them: databricks/bundle-examples, knowledge_base/dashboard_nyc_taxi).
 */
export function analystDashboard(stage: Named, places: JobPlaces): object {
  return {
    datasets: answerNames.map((name) => ({
      name,
      displayName: questions[name].title,
      query: stageAnswer(stage, places, name),
    })),
    pages: [
      {
        name: 'answers',
        displayName: 'Answers',
        layout: answerNames.map((name, index) => ({
          widget: chart(name),
          position: { x: (index % 2) * 3, y: Math.floor(index / 2) * 6, width: 3, height: 6 },
        })),
      },
    ],
  };
}

/** The figure is an answer's last column; what it is counted for comes first, and stands between them what tells bars apart. */
function chart(name: AnswerName) {
  const { title, columns } = questions[name];
  const [x = '', ...rest] = columns;
  const y = rest.at(-1) ?? '';
  const between = rest.length > 1 ? rest[0] : undefined;
  const fields = columns.map((column) => ({ name: column, expression: `\`${column}\`` }));
  return {
    name,
    queries: [{ name: 'main_query', query: { datasetName: name, fields, disaggregated: true } }],
    spec: {
      version: 3,
      widgetType: 'bar',
      encodings: {
        x: encoding(x, 'categorical'),
        y: encoding(y, 'quantitative'),
        ...(between !== undefined && { color: encoding(between, 'categorical') }),
      },
      frame: { showTitle: true, title },
    },
  };
}

function encoding(fieldName: string, type: 'categorical' | 'quantitative') {
  return { fieldName, displayName: fieldName.replaceAll('_', ' '), scale: { type } };
}
