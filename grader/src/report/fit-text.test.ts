import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutTo, displayWidth, padTo, wrapCommand, wrapText } from './fit-text.ts';

describe('text on a terminal', () => {
  it('counts columns, not characters', () => {
    expect(displayWidth('готов')).toBe(5);
    expect(displayWidth('准备')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(padTo('准备', 6)).toBe('准备  ');
    expect(cutTo('准备好了', 5)).toBe('准备…');
  });

  it('wraps at spaces, and inside a word only where it must', () => {
    expect(wrapText('ask the database each time', 12)).toEqual(['ask the', 'database', 'each time']);
    expect(wrapText('очень_длинное_слово', 8)).toEqual(['очень_дл', 'инное_сл', 'ово']);
    expect(wrapText('{"ready":true,"checks":{"database":"healthy"}}', 24)).toEqual([
      '{"ready":true,"checks":{',
      '"database":"healthy"}}',
    ]);
    expect(wrapText('one\n\ntwo', 10)).toEqual(['one', '', 'two']);
  });

  it('never makes a line wider than asked, and loses nothing but spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 60 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });

  it('breaks a command so that it can still be pasted', () => {
    const command = `curl -i -X POST http://localhost:8080/tasks -H 'content-type: application/json' -d '{"title":"a b"}'`;
    expect(wrapCommand(command, 50)).toEqual([
      'curl -i -X POST http://localhost:8080/tasks \\',
      "  -H 'content-type: application/json' \\",
      `  -d '{"title":"a b"}'`,
    ]);
    expect(
      wrapCommand('docker stop postgres; sleep 5 & curl -i http://localhost:8080/ready; docker start postgres', 40),
    ).toEqual(['docker stop postgres;', 'sleep 5 &', 'curl -i http://localhost:8080/ready;', 'docker start postgres']);
  });
});
