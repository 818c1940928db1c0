/** Something that local-org refuses or does because Salesforce does, with a switch of its own. */
export interface Rule {
  /** One sentence, as the table of the docs shows it. */
  readonly says: string;
  /** Markdown: links to Salesforce's pages, or who saw it; `ours` where no page was found. */
  readonly source: string;
  /** Files below `sandbox/local-org` of which one must fail without the rule. */
  readonly tests: readonly string[];
}

export type Rules = Readonly<Record<string, Rule>>;
