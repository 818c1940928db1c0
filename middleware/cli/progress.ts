import type { Progress } from '../sync/store-run.ts';

const width = 24;

/** `orders  ██████████░░░░░░░░░░░░░░  42 %  6,240 of 14,873 · 6,200 written · 3 rejected` */
export function progressLine({ model, counts, total, done }: Progress): string {
  const settled =
    counts.written + counts.unchanged + counts.rejected + counts.waiting + counts.outside;
  const of = total === null ? '' : ` of ${format(total)}`;
  const rejected = counts.rejected > 0 ? ` · ${format(counts.rejected)} rejected` : '';
  const waiting = counts.waiting > 0 ? ` · ${format(counts.waiting)} waiting` : '';
  const share = done ? 1 : total ? Math.min(1, settled / total) : 0;
  const bar = total === null && !done ? '' : `${drawBar(share)}  `;
  const text = `${format(settled)}${of} · ${format(counts.written)} written${rejected}${waiting}`;
  return `${`${model}s`.padEnd(10)} ${bar}${text}`;
}

function drawBar(share: number): string {
  const filled = Math.round(share * width);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${percent}`;
}

function format(value: number): string {
  return value.toLocaleString('en-US');
}
