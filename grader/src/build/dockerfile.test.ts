import { describe, expect, it } from 'vitest';
import type { Ungradable } from '../lab/index.ts';
import { checkDockerfile } from './dockerfile.ts';

const check = (text: string) => checkDockerfile(Buffer.from(text), '.');
const refusal = (text: string) => {
  try {
    check(text);
  } catch (error) {
    const { code, evidence } = error as Ungradable;
    return { code, received: (evidence.received as { en: string })?.en ?? evidence.received };
  }
  return undefined;
};

describe('checkDockerfile', () => {
  it('gives the bases of all stages, without scratch and stages', () => {
    const text = `ARG NODE=node:24-slim
FROM \${NODE} AS build
FROM build AS test
FROM scratch
COPY --from=build /a /a
COPY --from=0 /b /b
FROM --platform=linux/amd64 debian:trixie-slim
`;
    expect(check(text)).toEqual(['node:24-slim', 'debian:trixie-slim']);
  });

  it('takes a byte-order mark and CRLF', () => {
    expect(check('\uFEFFFROM node:24-slim\r\nRUN true \\\r\n  && true\r\n')).toEqual(['node:24-slim']);
  });

  it.each([
    ['FROM nodde:24-slim', 'base-not-allowed', 'line 1: nodde:24-slim'],
    ['FROM node:24-slim\nCOPY --from=evil/image:1 / /', 'base-not-allowed', 'line 2: evil/image:1'],
    ['ARG B=evil\nFROM $B', 'base-not-allowed', 'line 2: evil'],
    ['FROM node:24-slim\nADD https://example.org/x /x', 'dockerfile', 'line 2: ADD https://example.org/x /x'],
    ['FROM node:24-slim\nADD git@example.org:x.git /x', 'dockerfile', 'line 2: ADD git@example.org:x.git /x'],
    ['FROM node:24-slim\nONBUILD RUN id', 'dockerfile', 'line 2: ONBUILD RUN id'],
    ['RUN true', 'dockerfile', 'line 1: no FROM'],
    ['FROM node:24-slim\0', 'dockerfile', 'line 1: NUL bytes'],
    [`FROM node:24-slim\n#${'x'.repeat(300_000)}`, 'dockerfile', 'line 1: 300019 bytes'],
  ])('refuses %j', (text, code, received) => {
    expect(refusal(text)).toEqual({ code, received });
  });

  it.each(['# syntax=docker/dockerfile:1', '#syntax = x', '# SYNTAX=y', '  # syntax=z', '# escape=\\\n# syntax=w'])(
    'refuses the frontend of %j',
    (line) => {
      expect(refusal(`${line}\nFROM node:24-slim\n`)?.code).toBe('dockerfile');
    },
  );

  it('says what is missing when there is none', () => {
    expect(() => checkDockerfile(undefined, 'app')).toThrow(/no-dockerfile/);
  });
});
