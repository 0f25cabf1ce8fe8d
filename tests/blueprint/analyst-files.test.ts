import test from 'ava';
import { z } from 'zod';
import { analystDashboard, notebook, parseStage, stageAnswer } from '../../runtime/blueprint/index.ts';
import { answerNames, questions } from '../../runtime/transforms/index.ts';
import { json, matchesGolden } from '../helpers/golden.ts';
import { devStage } from '../helpers/stage.ts';

const stage = parseStage(devStage);
const places = { lake: 's3://user-demo-bucket', catalog: 'main', schema: 'pinflow' };

/** What Databricks exports as `.lvdash.json`, as far as it is used (databricks/bundle-examples, dashboard_nyc_taxi). */
const encoding = (type: string) =>
  z.strictObject({ fieldName: z.string(), displayName: z.string(), scale: z.strictObject({ type: z.literal(type) }) });
const exported = z.strictObject({
  datasets: z.array(z.strictObject({ name: z.string(), displayName: z.string(), query: z.string() })),
  pages: z.tuple([
    z.strictObject({
      name: z.string(),
      displayName: z.string(),
      layout: z.array(
        z.strictObject({
          widget: z.strictObject({
            name: z.string(),
            queries: z.tuple([
              z.strictObject({
                name: z.literal('main_query'),
                query: z.strictObject({
                  datasetName: z.string(),
                  fields: z.array(z.strictObject({ name: z.string(), expression: z.string() })),
                  disaggregated: z.boolean(),
                }),
              }),
            ]),
            spec: z.strictObject({
              version: z.literal(3),
              widgetType: z.literal('bar'),
              encodings: z.strictObject({
                x: encoding('categorical'),
                y: encoding('quantitative'),
                color: encoding('categorical').optional(),
              }),
              frame: z.strictObject({ showTitle: z.literal(true), title: z.string() }),
            }),
          }),
          position: z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }),
        }),
      ),
    }),
  ]),
});

test('notebook and dashboard are as they were recorded', (t) => {
  matchesGolden(t, 'analysts', {
    'answers.sql': notebook(stage, places),
    'answers.lvdash.json': json(analystDashboard(stage, places)),
  });
});

test('a notebook has a heading and for each answer its question and its statement, in cells', (t) => {
  const [first = '', ...cells] = notebook(stage, places).trimEnd().split('\n\n-- COMMAND ----------\n\n');
  t.true(first.startsWith('-- Databricks notebook source\n-- MAGIC %md\n'));
  t.is(cells.length, 2 * answerNames.length);
  for (const [index, name] of answerNames.entries()) {
    const { number, title } = questions[name];
    t.is(cells[2 * index], `-- MAGIC %md\n-- MAGIC ## ${number}. ${title}`);
    t.is(cells[2 * index + 1], stageAnswer(stage, places, name));
  }
});

test('a dashboard is of the form that Databricks exports, with a chart of its own for each answer', (t) => {
  const { datasets, pages } = exported.parse(analystDashboard(stage, places));
  const [{ layout }] = pages;
  t.deepEqual(
    datasets.map(({ name }) => name),
    answerNames,
  );
  for (const [index, name] of answerNames.entries()) {
    const { widget, position } = layout[index] ?? t.fail();
    const { columns, title } = questions[name];
    t.is(datasets[index]?.query, stageAnswer(stage, places, name));
    t.is(widget.queries[0].query.datasetName, name);
    t.is(widget.spec.frame.title, title);
    const { x, y, color } = widget.spec.encodings;
    t.deepEqual([x.fieldName, ...(color ? [color.fieldName] : []), y.fieldName], [...columns]);
    // The grid is six wide, and no two widgets share a place.
    t.true(position.x + position.width <= 6);
    t.is(layout.filter((one) => one.position.x === position.x && one.position.y === position.y).length, 1);
  }
});
