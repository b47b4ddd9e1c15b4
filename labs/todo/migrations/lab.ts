import { defineLab } from 'orkestr/lab';
import concurrentUp from './checks/concurrent-up.ts';
import dataKept from './checks/data-kept.ts';
import dirty from './checks/dirty.ts';
import downN from './checks/down-n.ts';
import files from './checks/files.ts';
import killed from './checks/killed.ts';
import notInService from './checks/not-in-service.ts';
import roundTrip from './checks/round-trip.ts';
import upVersion from './checks/up-version.ts';

export default defineLab({
  slug: 'migrations',
  track: 'todo',
  title: { en: 'Up, down, stuck, forced', ru: 'Вверх, вниз, застряло, снято' },
  summary: {
    en: 'Give the schema a history that goes both ways, survives a crash and five pods at once, and says so when it is stuck.',
    ru: 'Дайте схеме историю, которая идёт в обе стороны, переживает обрыв и пять подов сразу и честно говорит, когда застряла.',
  },
  deliver: [
    {
      en: 'The command `migrate up | down [N] | version | force V`, named in `orkestr.yaml` and in the image of the service.',
      ru: 'Команда `migrate up | down [N] | version | force V`: названа в `orkestr.yaml` и лежит в образе сервиса.',
    },
    {
      en: '`migrations/NNN_name.up.sql` with `NNN_name.down.sql` for each, beginning with `001_create_tasks`.',
      ru: '`migrations/NNN_имя.up.sql` и к каждому `NNN_имя.down.sql`, начиная с `001_create_tasks`.',
    },
    {
      en: 'The table `schema_migrations(version, dirty)` with one row, and one advisory lock around every run.',
      ru: 'Таблица `schema_migrations(version, dirty)` с одной строкой и одна рекомендательная блокировка (advisory lock) на каждый запуск.',
    },
  ],
  minutes: 60,
  needs: ['postgres'],
  services: ['todo-service'],
  lesson: 'up-and-down',
  checks: [files, upVersion, roundTrip, downN, dataKept, concurrentUp, dirty, killed, notInService],
});
