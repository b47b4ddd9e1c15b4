import { type CheckContext, defineCheck, PlatformError, type ProcessInfo } from 'orkestr/lab';
import { type ScrapeFailure, scrape, scrapeFailures } from '../scrape.ts';

const tolerance = 0.2;
const name = 'process_resident_memory_bytes';

/** The memory the service says it has, beside what the kernel says. */
export default defineCheck({
  slug: 'memory',
  title: { en: 'Memory as the kernel counts it', ru: 'Память глазами ядра' },
  property: {
    en: '`process_resident_memory_bytes` is within 20 % of what the kernel counts for the process (VmRSS).',
    ru: '`process_resident_memory_bytes` отличается не больше чем на 20 % от того, что считает для процесса ядро (VmRSS).',
  },
  hidden: true,
  deadlineMs: 20_000,
  section: 'memory',
  failures: {
    ...scrapeFailures,
    'too-small': {
      message: { en: 'Memory is a constant or the heap only.', ru: 'Память — константа или только куча.' },
      hint: {
        en: 'The limit of a container counts every resident page: runtime, stacks, buffers, code. What does your number leave out?',
        ru: 'Лимит контейнера считает все резидентные страницы: среду выполнения, стеки, буферы, код. Что не вошло в ваше число?',
      },
    },
    'too-large': {
      message: {
        en: 'The service says it has more memory than it has.',
        ru: 'Сервис сообщает больше памяти, чем занимает.',
      },
      hint: {
        en: 'Virtual memory is what was promised, resident memory is what is there. Mind the unit too: bytes.',
        ru: 'Виртуальная память — обещанная, резидентная — настоящая. И проверьте единицы: нужны байты.',
      },
    },
  },
  async run(check) {
    // Memory moves between the two looks; a constant or the heap never comes near.
    const { met, last } = await check.poll(() => look(check), {
      until: ({ said, counted }) => counted.some((bytes) => Math.abs(said - bytes) <= tolerance * bytes),
      deadlineMs: 3000,
      everyMs: 200,
    });
    if (met) return;
    const { said, counted, command } = last;
    const nearest = counted.reduce((best, bytes) => (Math.abs(bytes - said) < Math.abs(best - said) ? bytes : best));
    throw check.fail(said < nearest ? 'too-small' : 'too-large', {
      expected: {
        en: `${megabytes(nearest)} by the kernel's count, ±20 %`,
        ru: `${megabytes(nearest)} по счёту ядра, ±20 %`,
      },
      received: `${name} ${said} (${megabytes(said)})`,
      command: `${command} | grep ${name}; docker exec CONTAINER grep VmRSS /proc/1/status`,
    });
  },
});

/** What the service says, and what would be right: any one process, or all of them together. */
async function look(check: CheckContext<ScrapeFailure>) {
  const { snapshot, command } = await scrape(check);
  const processes: readonly ProcessInfo[] = await check.service.processes();
  const each = processes.map(({ residentBytes }) => residentBytes);
  if (each.length === 0) throw new PlatformError('processes', 'the container of the service has no process');
  return { said: snapshot.sum(name), counted: [...each, each.reduce((sum, bytes) => sum + bytes, 0)], command };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
