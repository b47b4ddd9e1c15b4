const order = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

/** How grave a line is; also the least that is printed. */
export type Level = (typeof order)[number];

/** Prints a line of JSON. */
export type Logger = (level: Level, msg: string, fields?: Record<string, unknown>) => void;

/** A logger that leaves out what is less grave than `least`. */
export function createLogger(least: Level): Logger {
  return (level, msg, fields) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    console.log(JSON.stringify({ ...fields, service: 'todo-service', msg, level, time: new Date().toISOString() }));
  };
}
