import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostCertificates } from './host-certificates.ts';

const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds certificates in sub-folders, gives them flat names, and leaves other files', () => {
  mkdirSync(join(folder, 'acme corp'));
  writeFileSync(join(folder, 'z.crt'), pem);
  writeFileSync(join(folder, 'acme corp/root ca.pem'), pem);
  writeFileSync(join(folder, 'notes.txt'), pem);
  writeFileSync(join(folder, 'empty.crt'), 'not a certificate');
  expect(hostCertificates({}, [folder]).map((file) => file.name)).toEqual(['acme-corp-root-ca.crt', 'z.crt']);
});

it('takes a folder that the environment names as well', () => {
  writeFileSync(join(folder, 'a.crt'), pem);
  expect(hostCertificates({ ORKESTR_CA_FOLDER: folder }, []).map((file) => file.name)).toEqual(['a.crt']);
});

it('finds nothing where the folder is missing', () => {
  expect(hostCertificates({}, [join(folder, 'missing')])).toEqual([]);
});
