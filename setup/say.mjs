/** Tells what set-up does: one line, the topic in front. Everything goes to stdout, in the order it happens. */
export function say(topic, text) {
  for (const line of String(text).split('\n')) console.log(`[${topic}] ${line}`);
}
