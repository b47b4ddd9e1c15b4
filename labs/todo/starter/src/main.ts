import { fastify } from 'fastify';

// Only errors, so that the output of a check stays short. The lab `logging` is about doing it properly.
const app = fastify({ logger: { level: 'error' } });

// Your first step. The page of the lab `http-api` says what a task is and what this call answers.
app.post('/tasks', async (_request, reply) => {
  return reply.code(501).send({ error: 'POST /tasks is not written yet', code: 'not_implemented' });
});

// 0.0.0.0 and not localhost: inside a container localhost is the container itself, and nobody else could connect.
await app.listen({ port: Number(process.env.PORT ?? 8080), host: '0.0.0.0' });
