import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type After = (clean: () => void) => void;

/** A folder of metadata, by paths without `-meta.xml`: the root element's name, then its content as XML. */
export type Metadata = Readonly<Record<string, readonly [root: string, content: string]>>;

/** Removed at the end of the test. */
export function writeMetadata(after: After, metadata: Metadata): string {
  const folder = mkdtempSync(join(tmpdir(), 'admin-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, [root, content]] of Object.entries(metadata)) {
    const file = join(folder, `${path}-meta.xml`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`);
  }
  return folder;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A validation rule, active. */
export function validationRule(formula: string, message = 'No.', field?: string): Metadata[string] {
  const place = field === undefined ? '' : `<errorDisplayField>${field}</errorDisplayField>`;
  const condition = `<errorConditionFormula>${escaped(formula)}</errorConditionFormula>`;
  const said = `<errorMessage>${message}</errorMessage>`;
  return ['ValidationRule', `<active>true</active>${condition}${place}${said}`];
}
