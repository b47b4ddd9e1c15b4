/** An answer that is no success: `status`, the code and the sentence of its body, further fields and headers. */
export class Refusal extends Error {
  constructor(status, code, sentence, { details, headers = {} } = {}) {
    super(sentence);
    this.status = status;
    this.headers = headers;
    this.body = { code, ...(details ? { details } : {}), error: sentence };
  }
}
