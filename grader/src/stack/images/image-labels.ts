/** The label that holds the name an image was made under. Children inherit labels, so only image and name together prove origin. */
export const imageLabel = 'orkestr.image';
/** The label that holds the digest of everything the image was made from. */
export const digestLabel = 'orkestr.digest';
/** The label of an image that stands under a public name because no registry answered. */
export const standInLabel = 'orkestr.stand-in';
