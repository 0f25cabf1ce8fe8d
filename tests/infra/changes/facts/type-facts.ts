/** How AWS, Databricks and their Pulumi providers treat a type of resource. */
export interface TypeFacts {
  /** Inputs whose change replaces the resource: dotted, without indexes; a path covers everything below it. */
  readonly replacing: readonly string[];
  /** The other inputs that the program sets. */
  readonly inPlace: readonly string[];
  /** Lists whose order means nothing. */
  readonly sets?: readonly string[];
  /** Inputs that together name the one resource there may be; without the last of them it gets a name of its own. */
  readonly identity?: readonly (readonly string[])[];
  /** The effect of a deletion while another resource refers to it: AWS refuses it, or it breaks the other one. Default: neither. */
  readonly inUse?: 'refused' | 'harmful';
  /** The input that names the resource whose setting this is: it is lost with the setting. */
  readonly settingOf?: string;
  /** Where the inputs that replace it were read. */
  readonly source: string;
}
