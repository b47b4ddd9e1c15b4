import { expect, it } from 'vitest';
import { readArguments } from './arguments.mjs';

it('serves on 4321 and asks, unless told otherwise', () => {
  expect(readArguments('start', [], {})).toEqual({ port: 4321, yes: false, help: null });
  expect(readArguments('start', ['--port', '5000', '--yes'], {})).toMatchObject({ port: 5000, yes: true });
});

it('takes CI for a yes', () => {
  expect(readArguments('test', [], { CI: 'true' }).yes).toBe(true);
  expect(readArguments('test', [], { CI: 'false' }).yes).toBe(false);
});

it.each(['0', '65536', '80.5', 'http'])('refuses the port %s', (port) => {
  expect(() => readArguments('start', ['--port', port], {})).toThrow(`--port ${port} is no port`);
});

it('refuses an option it does not know', () => {
  expect(() => readArguments('test', ['--port', '1'], {})).toThrow('--port');
});
