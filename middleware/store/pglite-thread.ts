/** Run as a worker thread by pglite.ts: has the embedded database of the folder given, and answers questions in turn. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableNodeFS } from './durable-fs.ts';
import { faultOf, type Answer, type Question, type Ready } from './pglite-messages.ts';

const durable = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];
/** The embedded server has no checkpointer of its own: small limits keep the write-ahead log from growing. */
const small = ['shared_buffers=16MB', 'max_wal_size=128MB', 'min_wal_size=32MB'];

function open(folder: string): Promise<PGlite> {
  return PGlite.create({
    fs: new DurableNodeFS(folder),
    // '-F' would switch fsync off.
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...durable,
      ...small.flatMap((parameter) => ['-c', parameter]),
    ],
  });
}

async function answer(database: PGlite, question: Question): Promise<Answer> {
  const { id, ask, text, parameters } = question;
  try {
    if (ask === 'close') return { id, result: await database.close() };
    if (ask === 'exec') return { id, result: await database.exec(text) };
    return { id, result: await database.query(text, parameters) };
  } catch (error) {
    return { id, error: faultOf(error) };
  }
}

const port = parentPort!;
const tell = (message: Ready | Answer) => port.postMessage(message);
try {
  const database = await open(workerData as string);
  // The database takes one after another, in the order in which they came.
  port.on('message', (question: Question) => void answer(database, question).then(tell));
  tell({ ready: true });
} catch (error) {
  tell({ failed: faultOf(error) });
}
