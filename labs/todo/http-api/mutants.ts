// biome-ignore-all lint/suspicious/noTemplateCurlyInString: an edit is text of the reference, with its own placeholders.
import { defineMutants } from 'orkestr/lab';

/** The reference with one mistake each: what learners of this lab really do. */
export default defineMutants([
  {
    name: 'stale-read',
    mistake: {
      en: 'GET answers from a cache of the process that nobody ever refreshes.',
      ru: 'GET отвечает из кэша процесса, который никто никогда не обновляет.',
    },
    edits: [
      {
        file: 'src/tasks/get-task.ts',
        find: '/** GET /tasks/{id} */',
        replace: 'const cache = new Map<number, Awaited<ReturnType<typeof findTask>>>();\n\n/** GET /tasks/{id} */',
      },
      {
        file: 'src/tasks/get-task.ts',
        find: '    const task = await findTask(database, taskId(request));\n',
        replace: `    const id = taskId(request);
    const task = cache.get(id) ?? (await findTask(database, id));
    if (task) cache.set(id, task);
`,
      },
    ],
    fails: ['create-read', 'update-delete'],
  },
  {
    name: 'no-location',
    mistake: { en: '201 comes without Location.', ru: 'Ответ 201 приходит без Location.' },
    edits: [
      {
        file: 'src/tasks/create-task.ts',
        find: "    reply.header('location', `/tasks/${task.id}`);\n",
        replace: '',
      },
    ],
    fails: ['create-read'],
  },
  {
    name: 'title-201',
    mistake: {
      en: 'The title is measured before it is trimmed, and may have 255 characters.',
      ru: 'Длину title измеряют до обрезки пробелов, и разрешено 255 символов.',
    },
    edits: [
      {
        file: 'src/tasks/rules.ts',
        find: 'title.length > 0 && [...title].length <= 200;',
        replace: 'title.length > 0 && given.length <= 255;',
      },
    ],
    fails: ['validation'],
  },
  {
    name: 'details-without-field',
    mistake: {
      en: '422 has a general text and does not name the field.',
      ru: 'В ответе 422 только общий текст, поле не названо.',
    },
    edits: [
      {
        file: 'src/http/api-error.ts',
        find: "export const validationFailed = (details: readonly ErrorDetail[]) =>\n  new ApiError(422, 'validation_failed', 'some fields are wrong', details);",
        replace:
          "export const validationFailed = (_details: readonly ErrorDetail[]) =>\n  new ApiError(422, 'validation_failed', 'some fields are wrong');",
      },
    ],
    fails: ['validation'],
  },
  {
    name: 'html-404',
    mistake: {
      en: 'An unknown route is answered by a page of HTML.',
      ru: 'На неизвестный маршрут отвечает страница HTML.',
    },
    edits: [
      {
        file: 'src/http/app.ts',
        find: `  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (request.is404) throw routeNotFound();
  });`,
        replace: `  app.setNotFoundHandler((_request, reply) => {
    reply.code(404).type('text/html').send('<!doctype html><title>404</title><h1>Not Found</h1>');
  });`,
      },
    ],
    fails: ['statuses'],
  },
  {
    name: 'abc-is-500',
    mistake: { en: 'A malformed id reaches the database.', ru: 'Неправильный id доходит до базы.' },
    edits: [
      {
        file: 'src/tasks/task-id.ts',
        find: '  if (/^[1-9]\\d*$/.test(id) && Number.isSafeInteger(Number(id))) return Number(id);\n',
        replace: "  if (id !== '') return id as unknown as number;\n",
      },
    ],
    fails: ['statuses'],
  },
  {
    name: 'patch-as-put',
    mistake: {
      en: 'PATCH sets what was not sent to its default.',
      ru: 'PATCH ставит непереданным полям значения по умолчанию.',
    },
    edits: [
      {
        file: 'src/tasks/patch-task.ts',
        find: '    priority = coalesce($4, priority),\n',
        replace: '    priority = coalesce($4, 3),\n',
      },
    ],
    fails: ['update-delete'],
  },
  {
    name: 'delete-always-204',
    mistake: {
      en: 'DELETE of an unknown id answers 204.',
      ru: 'DELETE неизвестного id отвечает 204.',
    },
    edits: [
      {
        file: 'src/tasks/delete-task.ts',
        find: '    throw (await findTask(database, id)) ? versionConflict() : taskNotFound();\n',
        replace: '    if (await findTask(database, id)) throw versionConflict();\n    return reply.code(204).send();\n',
      },
    ],
    fails: ['update-delete', 'statuses'],
  },
  {
    name: 'completed-at-moves',
    mistake: {
      en: 'Completing again sets a new completed_at.',
      ru: 'Повторное завершение ставит новый completed_at.',
    },
    edits: [
      {
        file: 'src/tasks/complete-task.ts',
        find: `completed_at = now(), version = version + 1, updated_at = now()
       WHERE id = $1 AND NOT done`,
        replace: `completed_at = now(), version = version + (NOT done)::int, updated_at = now()
       WHERE id = $1`,
      },
    ],
    fails: ['complete'],
  },
  {
    name: 'offset-paging',
    mistake: { en: 'The cursor hides an offset.', ru: 'Внутри курсора спрятано смещение.' },
    edits: [
      {
        file: 'src/tasks/cursor.ts',
        find: 'export function encodeCursor(last: Task): string {\n  return Buffer.from(`${last.created_at} ${last.id}`)',
        replace: 'export function encodeCursor(offset: number): string {\n  return Buffer.from(`offset ${offset}`)',
      },
      {
        file: 'src/tasks/cursor.ts',
        find: 'export function decodeCursor(cursor: unknown): Position {\n',
        replace: `export function decodeCursor(cursor: unknown): Position {
  const offset = /^offset (\\d{1,9})$/.exec(Buffer.from(String(cursor), 'base64url').toString())?.[1];
  if (offset) return { createdAt: '', id: Number(offset) };
`,
      },
      {
        file: 'src/tasks/list-tasks.ts',
        find: 'encodeCursor(items.at(-1)!)',
        replace: 'encodeCursor((query.after?.id ?? 0) + query.limit)',
      },
      {
        file: 'src/tasks/list-tasks.ts',
        find: '    conditions.push(`(created_at, id) < (${parameter(after.createdAt)}::timestamptz, ${parameter(after.id)}::bigint)`);\n',
        replace: '',
      },
      {
        file: 'src/tasks/list-tasks.ts',
        find: 'LIMIT ${limit + 1}`',
        replace: 'LIMIT ${limit + 1} OFFSET ${after?.id ?? 0}`',
      },
    ],
    fails: ['paging'],
  },
  {
    name: 'created-at-only-cursor',
    mistake: {
      en: 'The cursor has a time and no id: equal times are skipped.',
      ru: 'В курсоре только время, без id: строки с тем же временем теряются.',
    },
    edits: [
      {
        file: 'src/tasks/list-tasks.ts',
        find: '`(created_at, id) < (${parameter(after.createdAt)}::timestamptz, ${parameter(after.id)}::bigint)`',
        replace: '`created_at < ${parameter(after.createdAt)}::timestamptz`',
      },
    ],
    fails: ['paging'],
  },
  {
    name: 'if-match-check-then-write',
    mistake: {
      en: 'The version is compared first and written later, outside the UPDATE.',
      ru: 'Версию сравнивают сначала, а пишут потом, вне UPDATE.',
    },
    edits: [
      {
        file: 'src/tasks/patch-task.ts',
        find: '    const [row] = await database.query<TaskRow & { completed_now: boolean }>(UPDATE, [id, versions, ...changes]);',
        replace: `    const found = await findTask(database, id);
    if (found && versions && !versions.includes(found.version)) throw versionConflict();
    const [row] = await database.query<TaskRow & { completed_now: boolean }>(UPDATE, [id, null, ...changes]);`,
      },
    ],
    fails: ['if-match'],
  },
  {
    name: 'bulk-loop',
    mistake: {
      en: 'Bulk completion runs one transaction per id.',
      ru: 'Массовое завершение выполняет по транзакции на каждый id.',
    },
    edits: [
      {
        file: 'src/tasks/complete-tasks.ts',
        find: '    // #region bulk\n',
        replace: `    for (const id of ids) {
      await database.query(
        \`UPDATE tasks SET done = true, completed_at = now(), version = version + 1, updated_at = now()
         WHERE id = $1 AND NOT done\`,
        [id],
      );
    }
    // #region bulk
`,
      },
    ],
    fails: ['bulk-atomic'],
  },
  {
    name: 'cors-star',
    mistake: { en: 'Every origin gets a star.', ru: 'Любой источник получает звёздочку.' },
    edits: [
      {
        file: 'src/http/cors.ts',
        find: 'origin !== undefined && origins.includes(origin);',
        replace: "origin !== undefined && (origins.includes(origin) || origin !== '');",
      },
      {
        file: 'src/http/cors.ts',
        find: "reply.header('access-control-allow-origin', origin);",
        replace: "reply.header('access-control-allow-origin', '*');",
      },
    ],
    fails: ['cors'],
  },
  {
    name: 'cors-no-vary',
    mistake: {
      en: 'The origin is echoed without Vary.',
      ru: 'Origin возвращается без Vary.',
    },
    edits: [{ file: 'src/http/cors.ts', find: "    reply.header('vary', 'Origin');\n", replace: '' }],
    fails: ['cors'],
  },
  {
    name: 'connect-per-request',
    mistake: {
      en: 'Every request opens a database connection of its own.',
      ru: 'Каждый запрос открывает собственное соединение с базой.',
    },
    edits: [
      {
        file: 'src/database/database.ts',
        find: '      if (!cut) client.release();\n',
        replace: '      if (!cut) client.release(true);\n',
      },
    ],
    fails: ['pool'],
  },
]);
