import { type GradingMeans, inLanguage } from '../contract/index.ts';
import { ApiProblem } from './api-problem.ts';

/** Images that are still being made are worth waiting for; no Docker, or an image that failed, is not. @throws ApiProblem 503 */
export function refuseUngradable({ docker, images }: GradingMeans): void {
  const refuse = (error: string) => {
    throw new ApiProblem(503, 'cannot_grade', error);
  };
  if (!docker.available) {
    refuse(docker.problem === null ? 'Docker is not available on this machine' : inLanguage(docker.problem, 'en'));
  }
  const failed = images.find(({ state }) => state === 'failed');
  if (failed) {
    const why = failed.step === null ? '' : `: ${inLanguage(failed.step, 'en')}`;
    refuse(`The image ${failed.name} could not be made${why}`);
  }
}
