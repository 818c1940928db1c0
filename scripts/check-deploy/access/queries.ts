import fs from 'node:fs';
import path from 'node:path';
import { parseQuery, type Query, type WhereClause } from '@jetstreamapp/soql-parser-js';
import ts from 'typescript';
import { parseModule } from '../parsed.ts';

/** A query as it stands in the source, what is put in at run time left open. */
export interface WrittenQuery {
  /** Relative to the root, with the line. */
  readonly place: string;
  /** Characters that are fixed. */
  readonly length: number;
  matches(soql: string): boolean;
}

const root = path.resolve(import.meta.dirname, '../../..');

/** The ones that a query can come from: of those that match it, the ones that leave least open. */
export function originsOf(soql: string, written: readonly WrittenQuery[]): WrittenQuery[] {
  const possible = written.filter((query) => query.matches(soql));
  const length = Math.max(...possible.map((query) => query.length));
  return possible.filter((query) => query.length === length);
}

/** Every SOQL query in the middleware's own source; counting records reads no field. */
export function writtenQueries(): WrittenQuery[] {
  return fs
    .readdirSync(path.join(root, 'middleware'), { recursive: true, encoding: 'utf8' })
    .map((name) => `middleware/${name.split(path.sep).join('/')}`)
    .filter((name) => /\.ts$/.test(name) && !/\.test\.ts$|\/fixtures\/|\/testing\.ts$/.test(name))
    .flatMap(queriesIn);
}

function queriesIn(file: string): WrittenQuery[] {
  const source = fs.readFileSync(path.join(root, file), 'utf8');
  if (!source.includes('SELECT ')) return [];
  const tree = parseModule(file, source);
  const found: WrittenQuery[] = [];
  const look = (node: ts.Node): void => {
    const parts = partsOf(node);
    if (parts?.[0]?.startsWith('SELECT ') && !parts[0].startsWith('SELECT COUNT()')) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      const pattern = new RegExp(
        `^${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*')}`,
      );
      const { length } = parts.join('');
      found.push({ place: `${file}:${line}`, length, matches: (soql) => pattern.test(soql) });
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}

/** What is fixed in a text, cut where something is put in. */
function partsOf(node: ts.Node): string[] | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
}

/** Object and paths of a query: selected, filtered and sorted by. */
export function pathsOf(soql: string): { object: string; paths: string[] } {
  const query = parseQuery(soql);
  return {
    object: query.sObject ?? '',
    paths: [...selected(query), ...filtered(query.where), ...sorted(query)],
  };
}

function selected({ fields = [] }: Query): string[] {
  return fields.flatMap((field) => {
    if (field.type === 'Field') return field.field;
    if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.');
    // `SUM(Total__c) amount`, `DAY_ONLY(Placed_At__c) day`
    if (field.type === 'FieldFunctionExpression') {
      return field.parameters.filter((parameter) => typeof parameter === 'string');
    }
    throw new Error(`The gate cannot check a ${field.type} in a query of the middleware`);
  });
}

function filtered(where: WhereClause | undefined): string[] {
  if (where === undefined) return [];
  const left = where.left !== null && 'field' in where.left ? [where.left.field] : [];
  return [...left, ...filtered('right' in where ? where.right : undefined)];
}

function sorted({ orderBy = [] }: Query): string[] {
  const clauses = Array.isArray(orderBy) ? orderBy : [orderBy];
  return clauses.flatMap((clause) => ('field' in clause ? [clause.field] : []));
}
