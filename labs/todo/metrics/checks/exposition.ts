import { type CheckContext, defineCheck, type MetricsSnapshot } from 'orkestr/lab';
import {
  familyOf,
  hasType,
  missingBounds,
  missingLabels,
  poolStates,
  requiredMetrics,
  splittingLabels,
} from '../required-metrics.ts';
import { type Scrape, scrape, scrapeFailures } from '../scrape.ts';

/** Strict reading of one scrape; the names, types and labels of the contract. */
export default defineCheck({
  slug: 'exposition',
  title: { en: 'Metrics that Prometheus can read', ru: 'Метрики, которые прочтёт Prometheus' },
  property: {
    en: '`GET /metrics` answers in the Prometheus text format (or OpenMetrics), and every metric of the contract is there with its type and labels.',
    ru: '`GET /metrics` отвечает в текстовом формате Prometheus (или OpenMetrics), и в ответе есть каждая метрика контракта — с её типом и метками.',
  },
  deadlineMs: 20_000,
  section: 'exposition',
  failures: {
    ...scrapeFailures,
    json: {
      message: {
        en: '`/metrics` answers JSON. Prometheus reads its own line format, not JSON.',
        ru: '`/metrics` отвечает JSON. Prometheus читает свой построчный формат, а не JSON.',
      },
      hint: {
        en: 'Hand out what the metrics library renders as text, with the content type it names.',
        ru: 'Отдавайте текст, который собирает библиотека метрик, с тем content type, который она называет.',
      },
    },
    'missing-metric': {
      message: { en: 'A required metric is missing.', ru: 'Нет обязательной метрики.' },
      hint: {
        en: 'Compare the names in the answer with the table of metrics in the contract, letter by letter: units and `_total` are part of a name.',
        ru: 'Сверьте имена в ответе с таблицей метрик в контракте, буква в букву: единицы и `_total` — часть имени.',
      },
    },
    'wrong-type': {
      message: { en: 'A required metric has another type.', ru: 'У обязательной метрики другой тип.' },
      hint: {
        en: 'The type decides what can be asked later: quantiles over several replicas can be computed from a histogram only, a rate from a counter only.',
        ru: 'Тип решает, что можно будет спросить потом: квантиль по нескольким репликам считается только из гистограммы, скорость — только из счётчика.',
      },
    },
    'missing-label': {
      message: {
        en: 'A series of a required metric lacks a label of the contract.',
        ru: 'У ряда обязательной метрики нет метки из контракта.',
      },
      hint: {
        en: 'Dashboards group by these labels. A series without one falls out of every sum by it.',
        ru: 'По этим меткам группируют дашборды. Ряд без метки выпадает из каждой суммы по ней.',
      },
    },
    'extra-label': {
      message: {
        en: 'A metric is split by a label that the contract does not have.',
        ru: 'Метрику делит метка, которой нет в контракте.',
      },
      hint: {
        en: 'Each value of a label is a series of its own, in every replica. A label that is the same on all series would do no harm; this one changes.',
        ru: 'Каждое значение метки — отдельный ряд в каждой реплике. Метка, одинаковая на всех рядах, не мешала бы; эта меняется.',
      },
    },
    'missing-bounds': {
      message: {
        en: 'The latency histogram lacks bounds that the alerts are computed from.',
        ru: 'В гистограмме задержек нет границ, из которых считаются алерты.',
      },
      hint: {
        en: "A library's default buckets are a guess about somebody else's service. Name your own, in seconds.",
        ru: 'Границы по умолчанию — догадка библиотеки о чужом сервисе. Назовите свои, в секундах.',
      },
    },
    'missing-state': {
      message: {
        en: 'The pool metric does not tell all of its states.',
        ru: 'Метрика пула называет не все состояния.',
      },
      hint: {
        en: 'How many are in use says little without how many there can be.',
        ru: 'Сколько соединений занято, мало что говорит, пока неизвестно, сколько их может быть.',
      },
    },
    'build-info': {
      message: {
        en: '`build_info` must be 1 and carry the version in a label.',
        ru: '`build_info` должна быть равна 1 и нести версию в метке.',
      },
      hint: {
        en: 'The value is always 1 so that other metrics can be multiplied by it: the label brings the version along.',
        ru: 'Значение всегда 1, чтобы на него можно было умножать другие метрики: версию приносит метка.',
      },
    },
  },
  async run(check) {
    // Without a request there is nothing that the HTTP metrics could have series for.
    await check.service.get('/tasks');
    const observation = await check.service.metrics();
    if (isJson(observation.answer.body)) {
      throw check.fail('json', {
        expected: {
          en: 'lines such as `http_requests_total{method="GET",route="/tasks",status="200"} 1`',
          ru: 'строки вида `http_requests_total{method="GET",route="/tasks",status="200"} 1`',
        },
        received: observation.answer.describe(),
        command: observation.answer.command,
      });
    }
    // Some services count a request just after its answer has left.
    const { last } = await check.poll(() => scrape(check), {
      until: ({ snapshot }) => snapshot.samples('http_requests_total', { method: 'GET' }).length > 0,
      deadlineMs: 2000,
      everyMs: 100,
    });
    judgeFamilies(check, last);
    judgeValues(check, last.snapshot, last.command);
  },
});

type Context = CheckContext<
  'missing-metric' | 'wrong-type' | 'missing-label' | 'extra-label' | 'missing-bounds' | 'missing-state' | 'build-info'
>;

function judgeFamilies(check: Context, { snapshot, command }: Scrape): void {
  const missing = requiredMetrics.filter((metric) => {
    const family = familyOf(snapshot, metric.name);
    return !family || (family.samples.length === 0 && family.type === metric.type);
  });
  if (missing.length > 0) {
    throw check.fail('missing-metric', {
      expected: missing.map((metric) => `${metric.name} (${metric.type})`).join(', '),
      received: {
        en: `${snapshot.families.size} metrics, none of these with a sample`,
        ru: `метрик в ответе: ${snapshot.families.size}, этих со значениями среди них нет`,
      },
      command: `${command} | grep '^# TYPE'`,
    });
  }
  for (const metric of requiredMetrics) {
    const family = familyOf(snapshot, metric.name);
    if (!family) continue;
    const grep = `${command} | grep '${metric.name}'`;
    if (!hasType(family, metric)) {
      throw check.fail('wrong-type', {
        expected: `${metric.name}: ${metric.type}`,
        received: `${metric.name}: ${family.type}`,
        command: grep,
      });
    }
    const lacking = missingLabels(family, metric);
    if (lacking.length > 0) {
      throw check.fail('missing-label', {
        expected: `${metric.name}{${metric.labels.join(', ')}}`,
        received: { en: `no ${lacking.join(', ')}`, ru: `нет ${lacking.join(', ')}` },
        command: grep,
      });
    }
    const splitting = splittingLabels(family, metric);
    if (splitting.length > 0) {
      throw check.fail('extra-label', {
        expected: `${metric.name}{${metric.labels.join(', ')}}`,
        received: {
          en: `also ${splitting.join(', ')}, with several values`,
          ru: `ещё ${splitting.join(', ')}, с разными значениями`,
        },
        command: grep,
      });
    }
  }
}

function judgeValues(check: Context, snapshot: MetricsSnapshot, command: string): void {
  const latency = familyOf(snapshot, 'http_request_duration_seconds');
  const bounds = latency ? missingBounds(latency) : [];
  if (bounds.length > 0) {
    throw check.fail('missing-bounds', {
      expected: { en: `buckets with le = ${bounds.join(', ')}`, ru: `корзины (buckets) с le = ${bounds.join(', ')}` },
      received: { en: 'none of them', ru: 'ни одной из них' },
      command: `${command} | grep http_request_duration_seconds_bucket`,
    });
  }
  const states = poolStates.filter((state) => snapshot.samples('db_pool_connections', { state }).length === 0);
  if (states.length > 0) {
    throw check.fail('missing-state', {
      expected: poolStates.map((state) => `state="${state}"`).join(', '),
      received: { en: `no ${states.join(', ')}`, ru: `нет ${states.join(', ')}` },
      command: `${command} | grep db_pool_connections`,
    });
  }
  const info = snapshot.samples('build_info');
  if (!info.every((sample) => sample.value === 1 && sample.labels.version !== '')) {
    throw check.fail('build-info', {
      expected: 'build_info{version="…"} 1',
      received: info.map((sample) => `build_info{version="${sample.labels.version}"} ${sample.value}`).join(', '),
      command: `${command} | grep build_info`,
    });
  }
}

function isJson(body: string): boolean {
  if (!/^\s*[[{]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
