import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's and Red Hat's families keep the authorities that an administrator added. */
const folders = ['/usr/local/share/ca-certificates', '/etc/pki/ca-trust/source/anchors'];

/** A certificate file, by the name it gets inside an image. */
export interface CertificateFile {
  name: string;
  content: Buffer;
}

/**
 * The PEM certificates that this machine trusts besides the usual ones (a company's proxy, mostly), in the order of their
 * names. `ORKESTR_CA_FOLDER` adds a folder. Empty where there are none.
 */
export function hostCertificates(env: NodeJS.ProcessEnv = process.env, searched = folders): CertificateFile[] {
  const all = env.ORKESTR_CA_FOLDER ? [...searched, env.ORKESTR_CA_FOLDER] : searched;
  const found = new Map<string, Buffer>();
  for (const folder of all) {
    for (const path of pathsIn(folder)) {
      const content = readFileSync(join(folder, path));
      // The name must end in .crt to be taken up, and lie flat: a folder's name becomes part of it.
      const name = `${path.replace(/\.(crt|pem)$/, '').replaceAll(/[^A-Za-z0-9.-]+/g, '-')}.crt`;
      if (content.includes('-----BEGIN CERTIFICATE-----')) found.set(name, content);
    }
  }
  return [...found].map(([name, content]) => ({ name, content })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pathsIn(folder: string): string[] {
  try {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return paths.filter((path) => /\.(crt|pem)$/.test(path));
  } catch {
    return [];
  }
}
