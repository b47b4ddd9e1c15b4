import { defineLab } from 'orkestr/lab';
import drain from './checks/drain.ts';
import liveShape from './checks/live-shape.ts';
import noLeak from './checks/no-leak.ts';
import readyFollowsDb from './checks/ready-follows-db.ts';
import readyNeedsSchema from './checks/ready-needs-schema.ts';
import startWithoutDb from './checks/start-without-db.ts';
import summary from './checks/summary.ts';

export default defineLab({
  slug: 'health',
  track: 'todo',
  title: { en: 'Alive, ready, healthy', ru: 'Жив, готов, здоров' },
  summary: {
    en: 'Three questions with three answers, and a service that survives its database and leaves without cutting anybody off.',
    ru: 'Три вопроса, три ответа и сервис, который переживает свою базу и уходит, никого не оборвав.',
  },
  deliver: [
    {
      en: '`GET /live`: the process can answer. It asks nobody.',
      ru: '`GET /live`: процесс может ответить. Никого не спрашивает.',
    },
    {
      en: '`GET /ready`: the database answers within 2 s and has the schema the code needs; 503 otherwise, and while draining.',
      ru: '`GET /ready`: база отвечает за 2 с, и схема в ней та, что нужна коду; иначе и во время остановки 503.',
    },
    {
      en: '`GET /health`: status, version, uptime and the state of each part.',
      ru: '`GET /health`: статус, версия, время работы и состояние каждой части.',
    },
    {
      en: 'A graceful stop on SIGTERM: not ready at once, serve on for `DRAIN_SECONDS`, finish, exit 0.',
      ru: 'Мягкая остановка по SIGTERM: сразу не готов, ещё `DRAIN_SECONDS` обслуживает, доделывает и выходит с кодом 0.',
    },
  ],
  minutes: 45,
  needs: ['postgres'],
  services: ['todo-service'],
  lesson: 'alive-and-ready',
  environment: { DB_TIMEOUT_MS: '1000', DRAIN_SECONDS: '2' },
  checks: [liveShape, readyFollowsDb, readyNeedsSchema, startWithoutDb, summary, noLeak, drain],
});
