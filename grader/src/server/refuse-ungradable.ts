import { type GradingMeans, inLanguage } from '../contract/index.ts';
import { ApiProblem } from './api-problem.ts';

/** Images that are being made are worth waiting for; no Docker, or an image that nobody makes, is not. @throws ApiProblem 503 */
export function refuseUngradable({ docker, images }: GradingMeans): void {
  const refuse = (error: string) => {
    throw new ApiProblem(503, 'cannot_grade', error);
  };
  if (!docker.available) {
    refuse(docker.problem === null ? 'Docker is not available on this machine' : inLanguage(docker.problem, 'en'));
  }
  const gone = images.find(({ state }) => state === 'failed' || state === 'missing');
  if (gone)
    refuse(`The image ${gone.name} is not there${gone.step === null ? '' : `: ${inLanguage(gone.step, 'en')}`}`);
}
