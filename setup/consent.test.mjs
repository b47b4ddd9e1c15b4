import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consentMode, consents } from './consent.mjs';

describe('leave to change the machine', () => {
  it('is asked for on a terminal, given beforehand, or cannot be had', () => {
    expect(consentMode({ yes: true, isTty: false })).toBe('go');
    expect(consentMode({ yes: false, isTty: true })).toBe('ask');
    expect(consentMode({ yes: false, isTty: false })).toBe('tell');
  });

  const request = { topic: 'docker', why: 'No Docker.', command: 'apt-get install -y docker.io' };
  let said;
  const terminal = (is) => {
    vi.spyOn(process.stdin, 'isTTY', 'get').mockReturnValue(is);
    vi.spyOn(process.stdout, 'isTTY', 'get').mockReturnValue(is);
  };

  beforeEach(() => {
    said = [];
    vi.spyOn(console, 'log').mockImplementation((line) => said.push(line));
    // A process without a terminal lacks the property.
    for (const stream of [process.stdin, process.stdout]) {
      if (!('isTTY' in stream)) Object.defineProperty(stream, 'isTTY', { configurable: true, get: () => undefined });
    }
  });
  afterEach(() => vi.restoreAllMocks());

  it('is not asked for when it was given', async () => {
    const ask = vi.fn();
    expect(await consents({ ...request, yes: true }, ask)).toBe(true);
    expect(ask).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });

  it('without a terminal: says the command and asks nobody', async () => {
    terminal(false);
    const ask = vi.fn();
    expect(await consents({ ...request, yes: false }, ask)).toBe(false);
    expect(ask).not.toHaveBeenCalled();
    expect(said).toEqual(['[docker] No Docker.', '[docker] Not done. To have it: apt-get install -y docker.io']);
  });

  it('on a terminal: shows the very command, and takes the answer', async () => {
    terminal(true);
    const ask = vi.fn().mockResolvedValueOnce(true).mockResolvedValueOnce(false);
    expect(await consents({ ...request, yes: false }, ask)).toBe(true);
    expect(ask.mock.calls[0][0]).toContain('apt-get install -y docker.io');
    expect(await consents({ ...request, yes: false }, ask)).toBe(false);
  });
});
