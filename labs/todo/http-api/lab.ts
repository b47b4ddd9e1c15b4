import { defineLab } from 'orkestr/lab';
import bulkAtomic from './checks/bulk-atomic.ts';
import complete from './checks/complete.ts';
import cors, { listedOrigins } from './checks/cors.ts';
import createRead from './checks/create-read.ts';
import ifMatch from './checks/if-match.ts';
import paging from './checks/paging.ts';
import pool, { poolSize } from './checks/pool.ts';
import statuses from './checks/statuses.ts';
import updateDelete from './checks/update-delete.ts';
import validation from './checks/validation.ts';

export default defineLab({
  slug: 'http-api',
  track: 'todo',
  title: { en: 'The tasks API', ru: 'API задач' },
  summary: {
    en: 'Build a tasks API whose answers can be trusted: when input is bad, when two people write at once, when the database says no.',
    ru: 'Соберите API задач, ответам которого можно верить: когда ввод неверен, когда двое пишут разом, когда база отказывает.',
  },
  deliver: [
    {
      en: '`orkestr.yaml` at the root, with the folder of the Dockerfile, the port and the migrate command.',
      ru: '`orkestr.yaml` в корне: папка с Dockerfile, порт и команда миграций.',
    },
    {
      en: 'The service in any language: the calls on `/tasks` of the contract, without tags and search for now.',
      ru: 'Сервис на любом языке: вызовы контракта под `/tasks`, пока без тегов и поиска.',
    },
    {
      en: '`migrations/001_create_tasks.up.sql` and `.down.sql`, and a command that applies them.',
      ru: '`migrations/001_create_tasks.up.sql` и `.down.sql` и команда, которая их применяет.',
    },
  ],
  minutes: 90,
  needs: ['postgres'],
  services: ['todo-service'],
  lesson: 'tasks-api',
  environment: {
    DB_MAX_CONNS: String(poolSize),
    DB_TIMEOUT_MS: '10000',
    CORS_ORIGINS: listedOrigins.join(','),
  },
  checks: [createRead, validation, statuses, updateDelete, complete, paging, ifMatch, bulkAtomic, cors, pool],
});
