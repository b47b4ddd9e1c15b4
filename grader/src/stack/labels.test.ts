import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { keptOwner, ownerLives, thisOwner } from './labels.ts';

describe('owners', () => {
  it('this process lives', () => {
    expect(ownerLives(thisOwner())).toBe(true);
  });

  it('a process that ended does not, nor another one under its old number', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(ownerLives(`${hostname()}/${pid}/1`)).toBe(false);
    if (process.platform === 'linux') expect(ownerLives(`${hostname()}/${process.pid}/1`)).toBe(false);
  });

  it('leaves alone what was kept on purpose and what other machines own', () => {
    expect(ownerLives(keptOwner)).toBe(true);
    expect(ownerLives(`elsewhere/1/1`)).toBe(true);
  });
});
