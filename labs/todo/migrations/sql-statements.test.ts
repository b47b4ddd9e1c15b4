import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sqlStatements } from './sql-statements.ts';

describe('an SQL file', () => {
  test.each([
    ['two statements', 'CREATE TABLE a (b int);\nDROP TABLE a;\n', ['CREATE TABLE a (b int)', 'DROP TABLE a']],
    ['the last one without a semicolon', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['only comments', '-- nothing; here\n/* nor; here */\n', []],
    ['empty statements', ';;\n;', []],
    ['a semicolon in a string', "SELECT ';', 'it''s;'; SELECT 2", ["SELECT ';', 'it''s;'", 'SELECT 2']],
    ['a backslash in an E string', "SELECT E'\\';'; SELECT 2", ["SELECT E'\\';'", 'SELECT 2']],
    ['a backslash in a plain string', "SELECT '\\'; SELECT 2", ["SELECT '\\'", 'SELECT 2']],
    ['a semicolon in a name', 'SELECT "a;""b"; SELECT 2', ['SELECT "a;""b"', 'SELECT 2']],
    ['dollar quotes', 'DO $$ BEGIN; END $$; SELECT 2', ['DO $$ BEGIN; END $$', 'SELECT 2']],
    ['tagged dollar quotes', 'DO $a$ $$;$$ $a$; SELECT 2', ['DO $a$ $$;$$ $a$', 'SELECT 2']],
    ['a parameter is no quote', 'PREPARE p AS SELECT $1; SELECT $2', ['PREPARE p AS SELECT $1', 'SELECT $2']],
    ['comments inside', 'SELECT 1 -- ; not here\n, 2; SELECT 3', ['SELECT 1 -- ; not here\n, 2', 'SELECT 3']],
    ['nested comments', '/* a /* ; */ b; */ SELECT 1;', ['/* a /* ; */ b; */ SELECT 1']],
    ['a quote in a comment', "-- it's\nSELECT 1; SELECT 2", ["-- it's\nSELECT 1", 'SELECT 2']],
    ['an unfinished string', "SELECT 'a; b", ["SELECT 'a; b"]],
  ])('%s', (_, sql, expected) => {
    expect(sqlStatements(sql)).toEqual(expected);
  });

  test('quoted pieces come through whole, whatever is in them', () => {
    const literal = fc.string().map((text) => `'${text.replaceAll("'", "''")}'`);
    const statements = fc.array(fc.array(literal, { minLength: 1 }).map((parts) => `SELECT ${parts.join(', ')}`));
    fc.assert(
      fc.property(statements, (all) => {
        expect(sqlStatements(all.join(';\n'))).toEqual(all);
      }),
    );
  });
});
