import test from 'ava';
import { AnswerPages } from '../../../infra/components/answer-pages.ts';
import { record } from '../helpers/record.ts';

const args = {
  folder: '/Users/one/pinflow/demo-dev',
  title: 'pinflow demo dev',
  notebook: '-- Databricks notebook source\nselect 1 as `é`',
  dashboard: '{"pages":[]}',
  warehouseId: '0123456789abcdef',
};

async function made(more: object = {}) {
  const { registrations } = await record(() => new AnswerPages('answers', { ...args, ...more }));
  return (type: string) => registrations.filter((one) => one.type.endsWith(`:${type}`));
}

test('the notebook is the text that was given, in SQL', async (t) => {
  const [notebook] = (await made())('Notebook');
  t.like(notebook?.inputs, { path: '/Users/one/pinflow/demo-dev/answers', language: 'SQL' });
  t.is(Buffer.from(String(notebook?.inputs.contentBase64), 'base64').toString(), args.notebook);
});

test('the dashboard lends nobody the rights of whoever published it', async (t) => {
  const [dashboard] = (await made())('Dashboard');
  t.like(dashboard?.inputs, {
    displayName: args.title,
    parentPath: args.folder,
    serializedDashboard: args.dashboard,
    warehouseId: args.warehouseId,
    embedCredentials: false,
  });
});

test('readers read both, whether group, user or service principal; without any nothing is permitted', async (t) => {
  const servicePrincipal = '11111111-2222-3333-4444-555555555555';
  const permitted = (await made({ readers: ['analysts', 'a@example.com', servicePrincipal] }))('Permissions');
  const who = [
    { groupName: 'analysts' },
    { userName: 'a@example.com' },
    { servicePrincipalName: servicePrincipal },
  ].map((one) => ({ ...one, permissionLevel: 'CAN_READ' }));
  const inputs = permitted.map((one) => one.inputs);
  t.is(inputs.length, 2);
  for (const { accessControls } of inputs) t.deepEqual(accessControls, who);
  t.is(inputs.filter(({ dashboardId }) => dashboardId === 'answers-dashboard-id').length, 1);
  t.is(inputs.filter(({ notebookPath }) => notebookPath === `${args.folder}/answers`).length, 1);
  t.deepEqual((await made())('Permissions'), []);
});
