/** An image could not be had. The message says why and, where a person can mend it, how; it ends with the tool's last lines. */
export class ImageError extends Error {
  override name = 'ImageError';
  readonly image: string;

  constructor(image: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.image = image;
  }
}
