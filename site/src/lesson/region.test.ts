import { describe, expect, it } from 'vitest';
import { cutRegion, RegionError } from './region.ts';

const file = `import x from 'x';
// #region readiness
  export function ready() {
    // asks the database
    // #region inner
    return ask();
    // #endregion inner
  }

// #endregion readiness
`;

describe('cutting a region out of a file', () => {
  it('takes what is between the marks, dedented, without the marks of other regions', () => {
    expect(cutRegion(file, 'a.ts', { region: 'readiness' })).toBe(
      'export function ready() {\n  // asks the database\n  return ask();\n}',
    );
  });

  it('leaves out lines that are only a comment when asked to', () => {
    expect(cutRegion(file, 'a.ts', { region: 'readiness', comments: false })).toBe(
      'export function ready() {\n  return ask();\n}',
    );
  });

  it('gives the whole file without marks when no region is named', () => {
    expect(cutRegion(file, 'a.ts')).toMatch(/^import x from 'x';\n {2}export function/);
    expect(cutRegion(file, 'a.ts')).not.toContain('region');
  });

  it.each([
    ['-- #region up\nSELECT 1;\n-- #endregion up', 'SELECT 1;'],
    ['# #region up\nFROM scratch\n# #endregion up', 'FROM scratch'],
    ['<!-- #region up -->\n<p>\n<!-- #endregion up -->', '<p>'],
    ['/* #region up */\na {}\n/* #endregion up */', 'a {}'],
  ])('knows the marks of every comment style', (text, expected) => {
    expect(cutRegion(text, 'x', { region: 'up' })).toBe(expected);
  });

  it.each([
    ['', 'a.ts: there is no "#region up". It has none.'],
    ['// #region down\nx\n// #endregion down', 'a.ts: there is no "#region up". It has: down.'],
    ['// #region up\nx', 'a.ts: "#region up" has no "#endregion up".'],
    ['// #region up\n\n// #endregion up', 'a.ts: region "up" is empty.'],
    ['// #region up\n// #region up\nx\n// #endregion up', 'a.ts: "#region up" stands 2 times.'],
  ])('names what is wrong: %j', (text, message) => {
    expect(() => cutRegion(text, 'a.ts', { region: 'up' })).toThrow(new RegionError(message));
  });
});
