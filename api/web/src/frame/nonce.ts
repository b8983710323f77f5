/** What the service allows style sheets of this page by; see the decision on styles. */
export const NONCE: string =
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
