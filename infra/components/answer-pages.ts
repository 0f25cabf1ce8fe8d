import { Dashboard } from '@pulumi/databricks/dashboard.js';
import { Notebook } from '@pulumi/databricks/notebook.js';
import * as pulumi from '@pulumi/pulumi';
import { answerPagesArguments } from './arguments/answer-pages.ts';
import { checkArguments } from './arguments/index.ts';
import { permissions } from './workspace-permissions.ts';

/** What {@link AnswerPages} takes. */
export interface AnswerPagesArgs {
  /** The folder of the workspace, which is there. */
  readonly folder: string;
  /** The dashboard's title. Example: `pinflow demo dev`. */
  readonly title: string;
  /** The notebook, in the source format of Databricks. */
  readonly notebook: string;
  /** The dashboard, as JSON. */
  readonly dashboard: string;
  /** The SQL warehouse of the dashboard. */
  readonly warehouseId: string;
  /** Groups, users or service principals that may read both. Default: nobody. */
  readonly readers?: string[];
}

/**
 * The answers for analysts: a SQL notebook, and an AI/BI dashboard that reads with the rights of whoever looks at it.
 *
 * Monthly cost: Databricks units of the warehouse while somebody looks.
 */
export class AnswerPages extends pulumi.ComponentResource {
  readonly notebookUrl: pulumi.Output<string>;
  readonly dashboardId: pulumi.Output<string>;

  constructor(name: string, args: AnswerPagesArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('AnswerPages', name, args, answerPagesArguments);
    super('pinflow:index:AnswerPages', name, {}, opts);
    const { folder, title, warehouseId, readers = [] } = args;
    const access = [{ principals: readers, level: 'CAN_READ' }] as const;
    const notebook = new Notebook(
      `${name}-notebook`,
      { path: `${folder}/answers`, language: 'SQL', contentBase64: Buffer.from(args.notebook).toString('base64') },
      { parent: this },
    );
    permissions(`${name}-notebook`, { notebookPath: notebook.path }, access, this);
    const dashboard = new Dashboard(
      `${name}-dashboard`,
      {
        displayName: title,
        parentPath: folder,
        warehouseId,
        serializedDashboard: args.dashboard,
        embedCredentials: false,
      },
      { parent: this },
    );
    permissions(`${name}-dashboard`, { dashboardId: dashboard.id }, access, this);
    this.notebookUrl = notebook.url;
    this.dashboardId = dashboard.id;
    this.registerOutputs({ notebookUrl: this.notebookUrl, dashboardId: this.dashboardId });
  }
}
