import type { GradingMeans, Text } from '../contract/index.ts';

const stateWords: Record<'making' | 'waiting', Text> = {
  making: { en: 'being made', ru: 'собирается' },
  waiting: { en: 'npx orkestr images build', ru: 'npx orkestr images build' },
};

/**
 * What this machine can grade with, now: does Docker answer, and which images are there. An image made from an older
 * version of its recipe still serves. Docker's client is loaded when this is first asked.
 */
export async function gradingMeans(): Promise<GradingMeans> {
  const { daemonFacts } = await import('../stack/daemon-facts.ts');
  const { dockerEndpoint } = await import('../stack/docker.ts');
  const { imageRecipes, listImages, whoMakesImages } = await import('../stack/images/index.ts');
  try {
    const { version } = await daemonFacts(2_000);
    const making = whoMakesImages() !== null;
    const images = (await listImages()).map(({ name, state }) => {
      if (state !== 'missing') return { name, state: 'ready' as const, progress: null, step: null };
      const step = making ? stateWords.making : stateWords.waiting;
      return { name, state: making ? ('building' as const) : ('missing' as const), progress: null, step };
    });
    return { docker: { available: true, version, problem: null }, images };
  } catch (error) {
    const { host } = dockerEndpoint();
    const { code, message } = error as NodeJS.ErrnoException;
    const problem: Text = {
      en: `Docker does not answer (${host}: ${code ?? message}). See: npx orkestr doctor`,
      ru: `Docker не отвечает (${host}: ${code ?? message}). Подробнее: npx orkestr doctor`,
    };
    const images = imageRecipes.map(({ name }) => ({ name, state: 'missing' as const, progress: null, step: null }));
    return { docker: { available: false, version: null, problem }, images };
  }
}
