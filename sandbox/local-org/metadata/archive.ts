import JSZip from 'jszip';

/** Path → content; folders are left out. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_metadata.htm */
const mostFiles = 10_000;

/** @throws Error for what is no zip archive, or one of too many files. */
export async function unpack(archive: Uint8Array): Promise<Files> {
  const zip = await JSZip.loadAsync(archive);
  const entries = Object.values(zip.files);
  if (entries.length > mostFiles) {
    throw new Error(`Maximum number of files in a deployment is ${mostFiles}`);
  }
  const files = entries.filter(({ dir }) => !dir);
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, Uint8Array]> => [
        file.name,
        await file.async('uint8array'),
      ]),
    ),
  );
}

export async function pack(files: Files): Promise<Buffer> {
  const zip = new JSZip();
  for (const [path, content] of files) zip.file(path, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

export function textOf(content: Uint8Array): string {
  return Buffer.from(content)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}
