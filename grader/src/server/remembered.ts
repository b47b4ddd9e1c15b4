/** `ask`, asked at most once in `forMs` milliseconds however many want to know; an error is not remembered. */
export function remembered<T>(ask: () => Promise<T>, forMs: number): () => Promise<T> {
  let answer: { at: number; value: Promise<T> } | undefined;
  return () => {
    if (answer && performance.now() - answer.at < forMs) return answer.value;
    const value = ask();
    answer = { at: performance.now(), value };
    value.catch(() => {
      if (answer?.value === value) answer = undefined;
    });
    return value;
  };
}
