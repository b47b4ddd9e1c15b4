const bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30];

/** Written by hand: every number the service counts, and how it reads as Prometheus text. */
export class Numbers {
  #requests = new Map();
  #durations = new Map();
  #statements = 0;
  inFlight = 0;
  created = 0;
  completed = 0;

  /** One answered request. */
  request({ method, route, status, seconds }) {
    const key = labels({ status, route, method });
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const seen = this.declare({ method, route });
    seen.sum += seconds;
    seen.count += 1;
    for (const [index, bound] of bounds.entries()) if (seconds <= bound) seen.upTo[index] += 1;
  }

  /** Shows a route before anybody asked for it, with zeros. */
  declare({ method, route }) {
    const series = labels({ route, method });
    const seen = this.#durations.get(series) ?? { route, method, sum: 0, count: 0, upTo: bounds.map(() => 0) };
    this.#durations.set(series, seen);
    return seen;
  }

  /** One statement that was sent to the database. */
  statement() {
    this.#statements += 1;
  }

  /** `pool` is `{idle, inUse, max}`. */
  text({ version, pool }) {
    const cpu = process.cpuUsage();
    const lines = [
      ...family('todo_database_statements_total', 'counter', 'SQL statements sent', [['', this.#statements]]),
      ...family('todo_tasks_completed_total', 'counter', 'How often a task became done', [['', this.completed]]),
      ...family('todo_tasks_created_total', 'counter', 'New tasks', [['', this.created]]),
      ...family('db_pool_connections', 'gauge', 'Sessions of the pool \\ by what they do', [
        [labels({ state: 'max' }), pool.max],
        [labels({ state: 'in_use' }), pool.inUse],
        [labels({ state: 'idle' }), pool.idle],
      ]),
      ...family('build_info', 'gauge', 'Always one', [[labels({ runtime: process.version, version }), 1]]),
      ...family('process_cpu_seconds_total', 'counter', 'Processor time, user and system', [
        ['', (cpu.user + cpu.system) / 1e6],
      ]),
      ...family('process_resident_memory_bytes', 'gauge', 'RSS', [
        // As Go prints large numbers, and with the moment it was read: a timestamp in milliseconds may follow any value.
        ['', `${process.memoryUsage.rss().toExponential()} ${Date.now()}`],
      ]),
      ...family('http_requests_in_flight', 'gauge', 'Not answered yet', [['', this.inFlight]]),
      '# TYPE http_request_duration_seconds histogram',
      '# HELP http_request_duration_seconds From the head of the request to its answer',
    ];
    for (const { route, method, sum, count, upTo } of this.#durations.values()) {
      const bucket = (le) => `http_request_duration_seconds_bucket${labels({ le, route, method })}`;
      for (const [index, bound] of bounds.entries()) lines.push(`${bucket(float(bound))} ${float(upTo[index])}`);
      lines.push(`${bucket('+Inf')} ${float(count)}`);
      lines.push(`http_request_duration_seconds_count${labels({ route, method })} ${float(count)}`);
      lines.push(`http_request_duration_seconds_sum${labels({ route, method })} ${float(sum)}`);
    }
    lines.push(
      '# TYPE todo_pause_seconds summary',
      '# HELP todo_pause_seconds Паузы: nothing was seen yet, so that no quantile has a number',
      'todo_pause_seconds{quantile="0.5"} NaN',
      'todo_pause_seconds_sum 0',
      'todo_pause_seconds_count 0',
      // A line without a TYPE is an untyped metric; its label has all that may stand between quotes.
      'todo_motto{text="{a=\\"b\\", c} \\\\ ж"} +Inf',
    );
    lines.push('', '# A comment of our own, which the format allows.');
    lines.push(...family('http_requests_total', 'counter', 'Answers', [...this.#requests]));
    return `${lines.join('\n')}\n`;
  }
}

/** TYPE before HELP: the format names no order. */
function family(name, type, help, samples) {
  const shown = samples.map(([series, value]) => `${name}${series} ${float(value)}`);
  return [`# TYPE ${name} ${type}`, `# HELP ${name} ${help.replaceAll('\\', '\\\\')}`, ...shown];
}

/** Where there are labels, one more says whose they are and is the same everywhere. A comma may stand after the last one. */
function labels(values) {
  const quoted = (value) => String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  const pairs = Object.entries({ ...values, app: 'todo' }).map(([name, value]) => `${name}="${quoted(value)}"`);
  return `{${pairs.join(',')},}`;
}

/** Numbers as Go and Python print floats: `1.0`, `2.5`. */
function float(value) {
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
