import { defineLab } from 'orkestr/lab';
import countsExact from './checks/counts-exact.ts';
import errorsCounted from './checks/errors-counted.ts';
import exposition from './checks/exposition.ts';
import gauges from './checks/gauges.ts';
import histogram from './checks/histogram.ts';
import memory from './checks/memory.ts';
import routeTemplate from './checks/route-template.ts';
import withDbHung from './checks/with-db-hung.ts';

export default defineLab({
  slug: 'metrics',
  track: 'todo',
  title: { en: 'Numbers that can be believed', ru: 'Числа, которым можно верить' },
  summary: {
    en: 'Give the service a `/metrics` whose counters, histogram and gauges say exactly what happened.',
    ru: 'Дайте сервису `/metrics`, где счётчики, гистограмма и индикаторы говорят ровно то, что произошло.',
  },
  deliver: [
    {
      en: '`GET /metrics` in the Prometheus text format, or in OpenMetrics.',
      ru: '`GET /metrics` в текстовом формате Prometheus или в OpenMetrics.',
    },
    {
      en: 'HTTP: `http_requests_total{method,route,status}`, `http_request_duration_seconds{method,route}` with the bounds of the contract, `http_requests_in_flight`.',
      ru: 'HTTP: `http_requests_total{method,route,status}`, `http_request_duration_seconds{method,route}` с границами из контракта, `http_requests_in_flight`.',
    },
    {
      en: 'Process and pool: `process_resident_memory_bytes`, `process_cpu_seconds_total`, `build_info{version}`, `db_pool_connections{state}` with `idle`, `in_use` and `max`.',
      ru: 'Процесс и пул: `process_resident_memory_bytes`, `process_cpu_seconds_total`, `build_info{version}`, `db_pool_connections{state}` с `idle`, `in_use` и `max`.',
    },
    {
      en: 'Tasks: `todo_tasks_created_total` and `todo_tasks_completed_total`, counted after commit.',
      ru: 'Задачи: `todo_tasks_created_total` и `todo_tasks_completed_total`, счёт после commit.',
    },
  ],
  minutes: 45,
  needs: ['postgres'],
  services: ['todo-service'],
  lesson: 'honest-metrics',
  environment: { DB_MAX_CONNS: '10', DB_TIMEOUT_MS: '3000' },
  checks: [exposition, countsExact, routeTemplate, errorsCounted, histogram, gauges, memory, withDbHung],
});
