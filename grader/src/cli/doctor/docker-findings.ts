import type { DaemonFacts } from '../../stack/daemon-facts.ts';
import { atLeast, type Finding, gibibytes } from './finding.ts';

/** The first Docker whose API has everything the grader uses. */
const apiFloor = '1.41';

/** Is there a daemon, and is it new enough? */
export function daemonFinding(facts: DaemonFacts): Finding {
  const need = { need: 'docker', title: { en: 'Docker', ru: 'Docker' } };
  const where = `${facts.version} (API ${facts.apiVersion}), ${facts.endpoint.host}`;
  if (atLeast(facts.apiVersion, apiFloor)) return { ...need, state: 'found', detail: where };
  return {
    ...need,
    state: 'missing',
    detail: { en: `${where}: older than 20.10`, ru: `${where}: старше 20.10` },
    mend: { en: 'Install Docker 20.10 or newer.', ru: 'Установите Docker 20.10 или новее.' },
  };
}

/** What is said when no daemon answers. */
export function noDaemon(host: string, error: unknown): Finding {
  const { code, message } = error as NodeJS.ErrnoException;
  const denied = code === 'EACCES';
  return {
    need: 'docker',
    title: { en: 'Docker', ru: 'Docker' },
    state: 'missing',
    detail: denied
      ? { en: `${host}: permission denied`, ru: `${host}: нет прав` }
      : { en: `${host} does not answer: ${code ?? message}`, ru: `${host} не отвечает: ${code ?? message}` },
    mend: denied
      ? 'sudo usermod -aG docker "$USER" && newgrp docker'
      : {
          en: 'npm start   (installs and starts it, after asking)',
          ru: 'npm start   (установит и запустит, спросив вас)',
        },
  };
}

/**
 * Known ways out of a container through runc. Distributions mend old versions without changing the number, so an old
 * number is a reason to look, not a fault.
 */
export function runcFinding({ runcVersion }: DaemonFacts): Finding | undefined {
  if (runcVersion === null) return undefined;
  const need = { need: 'runc', title: { en: 'runc', ru: 'runc' } };
  const holes = [
    ...(atLeast(runcVersion, '1.1.12') ? [] : ['CVE-2024-21626']),
    ...(atLeast(runcVersion, '1.2.8') ? [] : ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']),
  ];
  if (holes.length === 0) return { ...need, state: 'found', detail: runcVersion };
  const list = holes.join(', ');
  return {
    ...need,
    state: 'warning',
    detail: {
      en: `${runcVersion}: known to let containers out (${list}) unless your distribution has patched it. Grade only code you trust, or update`,
      ru: `${runcVersion}: известны выходы из контейнера (${list}), если дистрибутив их не закрыл. Проверяйте только код, которому доверяете, или обновите`,
    },
    mend: 'sudo apt-get update && sudo apt-get install --only-upgrade runc',
  };
}

/** Enough memory for a database and a service, and a kernel that can limit them. */
export function memoryFinding({ memoryBytes, limits }: DaemonFacts): Finding {
  const need = { need: 'memory', title: { en: 'memory for Docker', ru: 'память для Docker' } };
  const detail = gibibytes(memoryBytes);
  if (memoryBytes < 2 * 2 ** 30) {
    return {
      ...need,
      state: 'missing',
      detail: { en: `${detail}, at least 2 GiB are needed`, ru: `${detail}, нужно хотя бы 2 GiB` },
      mend: {
        en: 'Give Docker more memory (Docker Desktop: Settings, Resources).',
        ru: 'Дайте Docker больше памяти (Docker Desktop: Settings, Resources).',
      },
    };
  }
  const unlimited = Object.entries(limits).flatMap(([name, there]) => (there ? [] : [name]));
  if (unlimited.length === 0) return { ...need, state: 'found', detail };
  const names = unlimited.join(', ');
  return {
    ...need,
    state: 'warning',
    detail: {
      en: `${detail}; this kernel does not limit ${names} of a container`,
      ru: `${detail}; это ядро не ограничивает контейнер по: ${names}`,
    },
  };
}
