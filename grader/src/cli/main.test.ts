import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from './main.ts';
import { sampleTerminal } from './sample-lab.ts';

async function call(...argv: string[]) {
  const { terminal, written } = sampleTerminal();
  return { code: await run(argv, terminal), ...written };
}

describe('the command line', () => {
  it('shows its help on stdout, in both languages', async () => {
    const english = await call('--help');
    expect(english).toMatchObject({ code: 0, stderr: '' });
    expect(english.stdout).toContain('Usage: orkestr');
    expect((await call('--help', '--lang', 'ru')).stdout).toContain('Вызов: orkestr');
    expect((await call('grade', '--help', '--lang=ru')).stdout).toContain('64 неверный вызов');
  });

  it('shows its help on stderr when it was not told what to do', async () => {
    expect(await call()).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('Usage: orkestr') });
    expect(await call('labs')).toMatchObject({ code: 64, stderr: expect.stringContaining('verify') });
  });

  it('prints its version', async () => {
    expect(await call('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    [['grad'], "unknown command 'grad'\n(Did you mean grade?)"],
    [['grade', '--lsb', 'health'], "unknown option '--lsb'\n(Did you mean --lab?)"],
    [['grade', '--format', 'jsn', '--lab', 'x'], 'Did you mean json?'],
    [['grade', '--format', 'yaml!', '--lab', 'x'], 'It is one of pretty, json, junit, github, markdown.'],
    [['grade', '--seed', '-1', '--lab', 'x'], 'It must be a whole number from 0 to 2147483647.'],
    [['grade', '--seed', '1.5', '--lab', 'x'], 'It must be a whole number'],
    [['grade', '--lang', 'de', '--lab', 'x'], 'It is one of en, ru.'],
    [['grade', 'a', 'b'], 'too many arguments'],
    [['labs', 'verfy'], "unknown command 'verfy'"],
    [['labs', 'verify', '--jobs', '0'], 'It must be a whole number from 1 to 32.'],
    [['grade', '/nowhere/at/all', '--lab', 'health'], 'There is no folder /nowhere/at/all.'],
    [['grade', 'package.json', '--lab', 'health'], 'package.json is not a folder.'],
    [['grade', '--source', 'mutant', '--lab', 'health'], '--source is reference, mutant:NAME or variant:NAME'],
    [['grade', '.', '--source', 'reference', '--lab', 'health'], 'Give a folder or --source, not both'],
  ])('says what is wrong with %j', async (argv, sentence) => {
    const { code, stdout, stderr } = await call(...argv);
    expect(stderr).toContain(sentence);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });

  it.each([
    [['grad'], 'неизвестная команда «grad». Может быть, grade?'],
    [['grade', '--lsb', 'health'], 'неизвестный ключ «--lsb». Может быть, --lab?'],
    [['grade', '--seed', 'x', '--lab', 'x'], 'Нужно целое число от 0 до 2147483647.'],
    [['grade', '--format', 'jsn'], 'Может быть, json?'],
    [['grade', '--lab'], 'ключу «--lab <lab>» нужно значение'],
    [['grade', '/nowhere/at/all', '--lab', 'health'], 'Папки /nowhere/at/all нет.'],
  ])('says it in Russian: %j', async (argv, sentence) => {
    const { terminal, written } = sampleTerminal({ LANG: 'ru_RU.UTF-8' });
    expect(await run(argv, terminal)).toBe(64);
    expect(written.stderr).toContain(sentence);
  });

  it('says that Docker does not answer, and who knows more', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, stdout, stderr } = await call('images', 'list');
    expect(stderr).toBe(
      'orkestr: Docker does not answer (connect ECONNREFUSED 127.0.0.1:1). See: npx orkestr doctor\n',
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});
