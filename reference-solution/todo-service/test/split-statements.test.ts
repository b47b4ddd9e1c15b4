import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from '../src/migrate/split-statements.ts';

test('statements end at semicolons', () => {
  assert.deepEqual(splitStatements('SELECT 1; SELECT 2;\n'), ['SELECT 1', 'SELECT 2']);
});

test('a semicolon inside text, names, comments and dollar quotes ends nothing', () => {
  const sql = `SELECT 'a;''b', "c;d" -- e;\n/* f; */, $$ g; $$, $tag$ h; $$ i; $tag$; SELECT 2`;
  assert.deepEqual(splitStatements(sql), [sql.slice(0, sql.lastIndexOf(';')), 'SELECT 2']);
});

test('what is only comment is no statement', () => {
  assert.deepEqual(splitStatements('-- no-transaction\n-- nothing to do;\n'), []);
});
