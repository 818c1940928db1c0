import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';

export const apiVersion = '2026-10';

let schema: GraphQLSchema | undefined;

/** Shopify's official Admin schema, from the introspection that ships with `@shopify/ai-toolkit` (MIT). */
export function adminSchema(): GraphQLSchema {
  schema ??= buildClientSchema(readIntrospection());
  return schema;
}

function readIntrospection(): IntrospectionQuery {
  const root = dirname(createRequire(import.meta.url).resolve('@shopify/ai-toolkit/package.json'));
  const file = join(root, `skills/shopify-admin/assets/admin_${apiVersion}.json.br`);
  const text = brotliDecompressSync(readFileSync(file)).toString('utf8');
  return (JSON.parse(text) as { data: IntrospectionQuery }).data;
}
