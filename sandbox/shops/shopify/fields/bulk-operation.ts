import type { BulkOperation } from '../bulk/operations.ts';
import { gid } from '../gid.ts';
import { fieldsOf } from './field.ts';

export interface UserError {
  readonly code?: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}
export interface BulkPayload {
  readonly bulkOperation: BulkOperation | null;
  readonly userErrors: readonly UserError[];
}

const payload = fieldsOf<BulkPayload>({
  bulkOperation: ({ bulkOperation }) => bulkOperation,
  userErrors: ({ userErrors }) => userErrors,
});
const userError = fieldsOf<UserError>({
  field: ({ field }) => field,
  message: ({ message }) => message,
});

export const bulkFields = {
  BulkOperation: fieldsOf<BulkOperation>({
    id: ({ id }) => gid('BulkOperation', id),
    status: ({ status }) => status,
    type: () => 'QUERY',
    query: ({ query }) => query,
    createdAt: ({ createdAt }) => createdAt,
    completedAt: ({ completedAt }) => completedAt,
    errorCode: ({ errorCode }) => errorCode,
    objectCount: ({ objectCount }) => String(objectCount),
    rootObjectCount: ({ rootObjectCount }) => String(rootObjectCount),
    fileSize: ({ fileSize }) => (fileSize === null ? null : String(fileSize)),
    url: ({ url }) => url,
    partialDataUrl: ({ partialDataUrl }) => partialDataUrl,
  }),
  BulkOperationRunQueryPayload: payload,
  BulkOperationCancelPayload: payload,
  BulkOperationUserError: {
    ...userError,
    ...fieldsOf<UserError>({ code: ({ code }) => code ?? null }),
  },
  UserError: userError,
};
