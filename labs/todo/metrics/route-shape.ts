/**
 * A route template without what is the framework's own: `/tasks/:id`, `/tasks/{taskId}`, `GET /tasks/<int:id>` and
 * `/tasks/[id]/` are all `/tasks/{}`. `unmatched` stays as it is.
 */
export function routeShape(route: string): string {
  const path = route.replace(/^[A-Z]+ /, '');
  const segments = path.split('/').map((segment) => (/^[:$*[]|[{<]/.test(segment) ? '{}' : segment));
  return segments.join('/').replace(/(.)\/$/, '$1');
}
