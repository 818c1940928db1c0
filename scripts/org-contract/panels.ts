import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const lwc = path.resolve(import.meta.dirname, '../../force-app/main/default/lwc');

/** The GraphQL documents that the panels send, by their names, as they stand in the panels' own source. */
export function panelQueries(): ReadonlyMap<string, string> {
  const documents = globSync('*/*.ts', { cwd: lwc })
    .map((file) => readFileSync(path.join(lwc, file), 'utf8'))
    .flatMap((source) => [...source.matchAll(/gql`([\s\S]*?)`/g)].map(([, text = '']) => text));
  return new Map(documents.map((text) => [/query (\w+)/.exec(text)?.[1] ?? '', text]));
}
