import { describe, expect, it } from 'vitest';
import { lockIsInstalled } from './packages.mjs';

describe('are the packages those of the lock file?', () => {
  const lock = {
    packages: {
      '': { name: 'root' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
      'node_modules/own': { link: true },
    },
  };
  const installed = (packages) => ({ packages: { 'node_modules/own': { link: true }, ...packages } });

  it('yes, when each is there in its version', () => {
    expect(lockIsInstalled(lock, installed({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true);
  });

  it('no, when one is older, missing, or nothing is installed', () => {
    expect(lockIsInstalled(lock, installed({ 'node_modules/a': { version: '0.9.0' } }))).toBe(false);
    expect(lockIsInstalled(lock, installed({}))).toBe(false);
    expect(lockIsInstalled(lock, null)).toBe(false);
  });

  it('no, when an optional one is there in another version', () => {
    const other = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } };
    expect(lockIsInstalled(lock, installed(other))).toBe(false);
  });
});
