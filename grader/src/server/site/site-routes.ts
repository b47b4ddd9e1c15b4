import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SiteAccess } from '../../contract/index.ts';
import { ApiProblem } from '../api-problem.ts';
import { acceptedEncoding } from '../compression.ts';
import { sendProblem } from '../error-answers.ts';
import { PageRenderer } from './page-renderer.ts';
import { StaticFolder } from './static-folder.ts';

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Orkestr: the pages are not built</title>
<h1>The pages are not built yet</h1>
<p>The grader is running, only its pages are missing. In the folder of the project run:
<pre>npm run build -w site</pre>
<p>then load this page again. <code>npm start</code> does both.
</html>
`;
const plainNotFound = '<!doctype html><meta charset="utf-8"><title>Not found</title><h1>There is no such page</h1>\n';
const plainBroken =
  '<!doctype html><meta charset="utf-8"><title>Error</title><h1>This page could not be made</h1><p>The reason is in the server’s log.\n';

/**
 * Everything that is not the API: files of the built site first, then the pages it renders, then its page for what is not
 * there. `folder` is where the site's build goes.
 */
export function siteRoutes(app: FastifyInstance, folder: string, access: SiteAccess): void {
  const files = new StaticFolder(join(folder, 'client'));
  const pages = new PageRenderer(join(folder, 'server'), access);

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    if (path === '/api' || path.startsWith('/api/')) {
      return sendProblem(reply, new ApiProblem(404, 'not_found', 'There is nothing at this address of the API'));
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { allow: 'GET, HEAD' };
      return sendProblem(reply, new ApiProblem(405, 'method_not_allowed', 'Pages can only be read', { headers }));
    }
    if (!files.exists) return html(reply, 503, notBuilt);
    const found = files.find(path);
    if (found?.kind === 'redirect') {
      const query = request.url.slice(path.length);
      return reply.redirect(`${found.location}${query}`, 308);
    }
    if (found && (await sendFile(request, reply, files, found.path, 200))) return reply;
    if (!/\.[a-z0-9]+$/i.test(path)) {
      const page = await pages.render(request.raw).catch((error: unknown) => {
        request.log.error({ err: error }, 'page failed');
        return 'broken' as const;
      });
      if (page === 'broken') return html(reply, 500, plainBroken);
      if (page) {
        if (!page.headers['cache-control']) reply.header('cache-control', 'private, no-cache');
        return reply.code(page.status).headers(page.headers).send(page.body);
      }
    }
    return (await sendFile(request, reply, files, '404.html', 404)) ? reply : html(reply, 404, plainNotFound);
  });
}

function html(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(body);
}

/** @returns false when the file is not there */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  files: StaticFolder,
  path: string,
  status: number,
): Promise<boolean> {
  const answer = await files.read(path, acceptedEncoding(request.headers['accept-encoding']));
  if (!answer) return false;
  reply.headers({
    'cache-control': answer.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'Accept-Encoding',
    etag: answer.etag,
  });
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (status === 200 && known?.includes(answer.etag)) {
    reply.code(304).send();
    return true;
  }
  if (answer.encoding !== 'identity') reply.header('content-encoding', answer.encoding);
  reply.code(status).type(answer.contentType).send(answer.body);
  return true;
}
