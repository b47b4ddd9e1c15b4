/** Whether the service is on its way out. Set once by a signal, read by readiness and by every answer. */
export class Lifecycle {
  #draining = false;

  get isDraining(): boolean {
    return this.#draining;
  }

  startDraining(): void {
    this.#draining = true;
  }
}
