import { Catalog } from '@pulumi/databricks/catalog.js';
import { Grant } from '@pulumi/databricks/grant.js';
import { Schema } from '@pulumi/databricks/schema.js';
import * as pulumi from '@pulumi/pulumi';
import { checkArguments } from './arguments/index.ts';
import { lakeSchemaArguments } from './arguments/lake-schema.ts';

/** What {@link LakeSchema} takes. */
export interface LakeSchemaArgs {
  readonly catalogName: string;
  /** Whether the stack makes the catalog. Default: false, it is there. */
  readonly managesCatalog?: boolean;
  readonly schemaName: string;
  /** Whether the stack makes the schema. Default: false, it is there. */
  readonly managesSchema?: boolean;
  /** Where the catalog keeps what is not external; below an external location. Example: `s3://user-demo-bucket/catalog`. */
  readonly storageRoot?: pulumi.Input<string>;
  /** Groups, users or service principals that may read every table of a schema that is made here. Default: nobody. */
  readonly readers?: string[];
  /** Whether Pulumi refuses to delete what is made here. Default: false. */
  readonly protect?: boolean;
  /** Whether what is made here stays when it leaves the stack. Default: false. */
  readonly retain?: boolean;
}

/**
 * The schema of the tables in Unity Catalog, and who reads it. Only on what is made here something is granted: a `Grant` takes away
 * whatever else its principal had there (documentation of the provider), so that what is the team's, the team grants.
 *
 * Monthly cost: none.
 */
export class LakeSchema extends pulumi.ComponentResource {
  readonly catalogName: pulumi.Output<string>;
  readonly schemaName: pulumi.Output<string>;

  constructor(name: string, args: LakeSchemaArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('LakeSchema', name, args, lakeSchemaArguments);
    super('pinflow:index:LakeSchema', name, {}, opts);
    const { readers = [], managesCatalog = false, managesSchema = false } = args;
    this.catalogName = this.catalog(name, args);
    this.schemaName = this.schema(name, args);
    for (const principal of readers) {
      if (managesCatalog) {
        new Grant(
          `${name}-catalog-${principal}`,
          { catalog: this.catalogName, principal, privileges: ['USE_CATALOG'] },
          { parent: this },
        );
      }
      if (managesSchema) {
        new Grant(
          `${name}-schema-${principal}`,
          {
            schema: pulumi.interpolate`${this.catalogName}.${this.schemaName}`,
            principal,
            privileges: ['SELECT', 'USE_SCHEMA'],
          },
          { parent: this },
        );
      }
    }
    this.registerOutputs({ catalogName: this.catalogName, schemaName: this.schemaName });
  }

  private catalog(name: string, args: LakeSchemaArgs): pulumi.Output<string> {
    const { catalogName, managesCatalog = false, storageRoot, protect = false, retain = false } = args;
    if (!managesCatalog) return pulumi.output(catalogName);
    const catalog = new Catalog(
      `${name}-catalog`,
      {
        name: catalogName,
        comment: 'Made by pinflow',
        forceDestroy: !retain,
        ...(storageRoot !== undefined && { storageRoot }),
      },
      { parent: this, protect, retainOnDelete: retain },
    );
    return catalog.name;
  }

  private schema(name: string, args: LakeSchemaArgs): pulumi.Output<string> {
    const { schemaName, managesSchema = false, protect = false, retain = false } = args;
    if (!managesSchema) return pulumi.output(schemaName);
    const schema = new Schema(
      `${name}-schema`,
      { name: schemaName, catalogName: this.catalogName, comment: 'Made by pinflow', forceDestroy: !retain },
      { parent: this, protect, retainOnDelete: retain },
    );
    return schema.name;
  }
}
