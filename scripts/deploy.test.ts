import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterwards, steps } from './deploy.ts';

describe('npm run deploy', () => {
  it('compiles and checks before it uploads', () => {
    const scripts = steps([], '/sf').map(({ args }) => args[0]);
    assert.deepEqual(scripts, ['scripts/build-panels.ts', 'scripts/check-deploy/index.ts', '/sf']);
  });

  it('hands every flag on', () => {
    const [, , upload] = steps(['--target-org', 'dev', '--dry-run', '--json'], '/sf');
    assert.equal(
      upload?.args.join(' '),
      '/sf project deploy start --source-dir force-app --wait 30 --target-org dev --dry-run --json',
    );
  });

  for (const flags of [['--wait', '5'], ['--wait=5'], ['-w', '5'], ['--async']]) {
    it(`does not wait 30 minutes with ${flags.join(' ')}`, () => {
      assert.ok(!(steps(flags, '/sf')[2]?.args ?? []).includes('30'));
    });
  }

  it('says which permission sets to assign, in the org that was named', () => {
    for (const flags of [['--target-org', 'dev'], ['-o', 'dev'], ['--target-org=dev']]) {
      const text = afterwards(flags);
      for (const name of ['Commerce_Agent', 'Commerce_Admin', 'Commerce_Integration']) {
        assert.match(text, new RegExp(`permset --target-org dev --name ${name}`));
      }
    }
    assert.match(afterwards([]), /permset --name Commerce_Agent/);
  });

  it('says that a dry run changed nothing', () => {
    assert.match(afterwards(['--dry-run']), /without --dry-run/);
  });
});
