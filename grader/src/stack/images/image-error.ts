/** An image could not be had. The message says why and, where a person can mend it, how; it ends with the tool's last lines. */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly image: string;
  /** Installing debootstrap on this machine would mend it. */
  readonly needsDebootstrap: boolean;

  constructor(image: string, message: string, options?: ErrorOptions & { needsDebootstrap?: boolean }) {
    super(message, options);
    this.image = image;
    this.needsDebootstrap = options?.needsDebootstrap ?? false;
  }
}
